using Hub.Domain.Scopes;

namespace Hub.Domain.Access;

/// <summary>Who is asking, and the scopes they hold now: those of the token cut to those of its owner.</summary>
public sealed class Caller
{
    public required OwnerKind Kind { get; init; }

    public required int Id { get; init; }

    public required string Name { get; init; }

    public required bool Admin { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>What this caller may do now.</summary>
    public required ScopeSet Scopes { get; init; }

    /// <summary>What the owner may do: the bound of what it may grant to tokens.</summary>
    public required ScopeSet OwnerScopes { get; init; }

    /// <summary>Null for a browser session.</summary>
    public int? TokenId { get; init; }

    /// <summary>The browser session the caller or its token belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>The server whose own token, or whose visitor's token, is used; null for others.</summary>
    public int? ServerId { get; init; }

    /// <summary>Whether the token is a server's own: its use is not the user's activity.</summary>
    public bool OfServer { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Signed in with a cookie: other rules against forged requests apply.</summary>
    public bool FromCookie => TokenId is null;

    /// <summary>The user behind the caller, or null when it is a service.</summary>
    public string? UserName => Kind == OwnerKind.User ? Name : null;
}
