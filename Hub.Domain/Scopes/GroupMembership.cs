namespace Hub.Domain.Scopes;

/// <summary>A membership look-up over pairs that were fetched beforehand, so that the algebra itself waits for nothing.</summary>
public sealed class GroupMembership(IEnumerable<(string User, string Group)> members) : IGroupMembership
{
    public static readonly GroupMembership None = new([]);

    private readonly HashSet<(string, string)> _members = [.. members];

    public bool IsMember(string user, string group) => _members.Contains((user, group));
}
