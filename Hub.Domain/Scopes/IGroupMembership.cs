namespace Hub.Domain.Scopes;

/// <summary>Who is in which group, as far as an intersection of scopes needs to know.</summary>
public interface IGroupMembership
{
    bool IsMember(string user, string group);
}
