using Hub.Domain.Scopes;

namespace Hub.Domain.Servers;

/// <summary>Which users to list, in which order, and how many.</summary>
public sealed record UserQuery
{
    /// <summary>The users the caller may know of.</summary>
    public required ScopeFilter Visible { get; init; }

    public UserStateFilter State { get; init; }

    /// <summary>A part of the name, in any case; null for all.</summary>
    public string? NamePart { get; init; }

    public UserSort Sort { get; init; }

    public bool Descending { get; init; }

    /// <summary>Whether stopped servers are shown too.</summary>
    public bool IncludeStopped { get; init; }

    public int Offset { get; init; }

    public required int Limit { get; init; }

    /// <summary>Whether the number of all matches is needed, which costs a count; else it only says whether there are more.</summary>
    public bool WithTotal { get; init; }
}

/// <summary>Which users by the state of their servers.</summary>
public enum UserStateFilter
{
    All,

    /// <summary>With a server that is ready or in a transition.</summary>
    Active,

    /// <summary>With a server that is ready.</summary>
    Ready,

    /// <summary>With no active server.</summary>
    Inactive,
}

/// <summary>What users are sorted by.</summary>
public enum UserSort
{
    Id,
    Name,

    /// <summary>Never seen first, or last when descending.</summary>
    LastActivity,
}
