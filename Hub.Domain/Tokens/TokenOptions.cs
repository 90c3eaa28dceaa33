using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Tokens;

/// <summary>How long tokens live, and the tokens the configuration brings along.</summary>
[TraitClass("JupyterHub")]
public sealed record TokenOptions
{
    /// <summary>
    /// Tokens of users, as <c>{"token": "username"}</c>, made ahead of time, for instance with <c>openssl rand -hex 32</c>; a user who
    /// does not exist is created. Default: none.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, string> ApiTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Tokens of services, as <c>{"token": "service name"}</c>; a service that JupyterHub.services does not have is made. Default: none.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, string> ServiceTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Seconds a token asked for through the API or the token page may live at most; it also becomes the life of tokens that ask for
    /// no end. Default: 0, which means no limit.
    /// </summary>
    [Between(0, int.MaxValue)]
    public TimeSpan TokenExpiresInMaxSeconds { get; init; }

    /// <summary>
    /// Seconds an access token given out by the OAuth login of servers and services lives. Default: 0, as long as the login cookie
    /// (cookie_max_age_days).
    /// </summary>
    [Between(0, int.MaxValue)]
    public TimeSpan OauthTokenExpiresIn { get; init; }

    /// <summary>
    /// Whether OAuth clients must send a PKCE challenge. Servers and services of JupyterHub 6 do; older ones cannot. Default: false.
    /// </summary>
    public bool OauthRequirePkce { get; init; }

    /// <summary>
    /// Does nothing: tokens written in the configuration are hashed as all others, so they must be random, such as those of
    /// <c>openssl rand -hex 32</c>. Default: false.
    /// </summary>
    public bool TrustUserProvidedTokens { get; init; }
}
