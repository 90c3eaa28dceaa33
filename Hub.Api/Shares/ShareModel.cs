namespace Hub.Api.Shares;

/// <summary>A share: what a user, or the members of a group, may do with a server of somebody else.</summary>
public sealed class ShareModel
{
    /// <summary>The shared server.</summary>
    public required SharedServerModel Server { get; init; }

    /// <summary>What is granted, each scope with the filter of the server.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The user it is shared with; null when it is shared with a group.</summary>
    public NameModel? User { get; init; }

    /// <summary>The group it is shared with; null when it is shared with a user.</summary>
    public NameModel? Group { get; init; }

    /// <summary><c>user</c> or <c>group</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was first granted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
