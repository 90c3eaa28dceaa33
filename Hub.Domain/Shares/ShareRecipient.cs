namespace Hub.Domain.Shares;

/// <summary>With whom a server is shared: a user, or the members of a group.</summary>
public sealed record ShareRecipient
{
    private ShareRecipient(int? userId, int? groupId, string name)
    {
        UserId = userId;
        GroupId = groupId;
        Name = name;
    }

    /// <summary>Null for a group.</summary>
    public int? UserId { get; }

    /// <summary>Null for a user.</summary>
    public int? GroupId { get; }

    public string Name { get; }

    public bool IsGroup => GroupId is not null;

    public static ShareRecipient User(int id, string name) => new(id, null, name);

    public static ShareRecipient Group(int id, string name) => new(null, id, name);
}
