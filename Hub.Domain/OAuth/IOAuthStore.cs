using Hub.Domain.Tokens;

namespace Hub.Domain.OAuth;

/// <summary>Keeps OAuth clients and the codes on their way to them.</summary>
public interface IOAuthStore
{
    Task<OAuthClient?> FindClientAsync(string identifier, CancellationToken ct);

    /// <summary>The service or server behind a client; null when it is gone.</summary>
    Task<OAuthTarget?> FindTargetAsync(int clientId, CancellationToken ct);

    /// <param name="target">What the code lets its user into.</param>
    Task AddCodeAsync(OAuthCode code, OAuthTarget target, CancellationToken ct);

    /// <summary>
    /// Takes a code out: of two who present the same code, one gets it. Expired codes are not given. A code that is shown again has been
    /// seen by somebody else, so what was issued for it is revoked (RFC 6749, section 4.1.2).
    /// </summary>
    Task<OAuthCode?> TakeCodeAsync(byte[] hash, CancellationToken ct);

    /// <summary>The scopes of the valid tokens a client already has from a user.</summary>
    Task<IReadOnlyList<string>> GrantedScopesAsync(int clientId, int userId, CancellationToken ct);

    /// <summary>Adds the token a code was exchanged for, unless its browser session has ended meanwhile, or the code was shown again.</summary>
    Task<bool> AddTokenAsync(ApiToken token, CancellationToken ct);
}
