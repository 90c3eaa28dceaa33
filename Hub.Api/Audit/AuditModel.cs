using Hub.Domain.Audit;

namespace Hub.Api.Audit;

/// <summary>One deed: who did what to what, from where, and how it ended.</summary>
public sealed class AuditModel
{
    /// <summary>Grows with time.</summary>
    public required long Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done, such as <c>login</c> or <c>token-revoked</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The name of the user or service who did it; null when that is not known, or the hub did it by itself.</summary>
    public required string? Who { get; init; }

    /// <summary><c>user</c>, <c>service</c>, <c>anonymous</c> or <c>hub</c>.</summary>
    public required string WhoKind { get; init; }

    /// <summary>The user whom it concerns, where that is somebody else than who did it.</summary>
    public required string? OnBehalfOf { get; init; }

    /// <summary>The token that was used; null for a browser.</summary>
    public required string? TokenId { get; init; }

    /// <summary>The address the request came from.</summary>
    public required string? Address { get; init; }

    /// <summary>The request's id, which is also in the hub's log.</summary>
    public required string? RequestId { get; init; }

    /// <summary>What it was done to: a kind, a slash and a name.</summary>
    public required string? Object { get; init; }

    /// <summary><c>done</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What else there is to say.</summary>
    public required string? Detail { get; init; }

    public static AuditModel From(AuditEvent one) => new()
    {
        Id = one.Id,
        Time = one.Time,
        Kind = one.Kind,
        Who = one.Who,
        WhoKind = one.Actor.ToString().ToLowerInvariant(),
        OnBehalfOf = one.OnBehalfOf,
        TokenId = one.TokenId is { } token ? $"a{token}" : null,
        Address = one.Address,
        RequestId = one.RequestId,
        Object = one.Object,
        Outcome = one.Outcome.ToString().ToLowerInvariant(),
        Detail = one.Detail,
    };
}
