using Hub.Domain.Access;
using Hub.Domain.Tokens;

namespace Hub.Api.Tokens;

/// <summary>A token. The token itself is shown once, in the answer that made it.</summary>
public sealed class TokenModel
{
    /// <summary>The token itself; left out except where it was just made. Keep it: the hub does not.</summary>
    public string? Token { get; init; }

    /// <summary>The user who owns it; left out for a service's token.</summary>
    public string? User { get; init; }

    /// <summary>The service that owns it; left out for a user's token.</summary>
    public string? Service { get; init; }

    /// <summary>What it is listed and removed by.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>api_token</c>.</summary>
    public string Kind => "api_token";

    /// <summary>Always empty: tokens hold scopes. Older clients look for the key.</summary>
    public IReadOnlyList<string> Roles => [];

    /// <summary>What it allows now: expanded, and cut to what its owner holds.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was last used; null when never.</summary>
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it is for.</summary>
    public required string Note { get; init; }

    /// <summary>The browser session it was issued in, with which it ends; null for others.</summary>
    public string? SessionId { get; init; }

    /// <summary>The program it was issued to.</summary>
    public required string OAuthClient { get; init; }

    public static TokenModel From(TokenSnapshot snapshot, IReadOnlyList<string> scopes, string? secret = null) => new()
    {
        Token = secret,
        User = snapshot.Token.UserId is null ? null : snapshot.OwnerName,
        Service = snapshot.Token.ServiceId is null ? null : snapshot.OwnerName,
        Id = IdOf(snapshot.Token.Id),
        Scopes = scopes,
        Created = snapshot.Token.Created,
        LastActivity = snapshot.Token.LastActivity,
        ExpiresAt = snapshot.Token.ExpiresAt,
        Note = snapshot.Token.Note,
        SessionId = snapshot.Token.SessionId,
        OAuthClient = snapshot.ClientDescription ?? "JupyterHub",
    };

    public static TokenModel From(IssuedToken issued) =>
        From(new TokenSnapshot(issued.Token, issued.OwnerName, null), issued.Scopes.ToStrings(), issued.Secret);

    public static string IdOf(int id) => $"a{id}";

    public static int? ParseId(string id) => id.StartsWith('a') && int.TryParse(id.AsSpan(1), out var number) ? number : null;

    public bool ShouldSerializeToken() => Token is not null;

    public bool ShouldSerializeUser() => User is not null;

    public bool ShouldSerializeService() => Service is not null;
}
