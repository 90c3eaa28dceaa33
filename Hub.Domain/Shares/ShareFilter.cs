namespace Hub.Domain.Shares;

/// <summary>Which shares or share codes to list; exactly one of these is given.</summary>
public sealed record ShareFilter
{
    private ShareFilter()
    {
    }

    /// <summary>Those of any server of this user.</summary>
    public int? OwnerId { get; private init; }

    public int? ServerId { get; private init; }

    /// <summary>Those that reach this user, directly or through a group.</summary>
    public int? UserId { get; private init; }

    public int? GroupId { get; private init; }

    public static ShareFilter OfOwner(int userId) => new() { OwnerId = userId };

    public static ShareFilter OfServer(int serverId) => new() { ServerId = serverId };

    public static ShareFilter WithUser(int userId) => new() { UserId = userId };

    public static ShareFilter WithGroup(int groupId) => new() { GroupId = groupId };
}
