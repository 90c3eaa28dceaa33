namespace Hub.Domain.OAuth;

/// <summary>An authorization code on its way from the browser to its client (RFC 6749, section 4.1): used once, within minutes.</summary>
public sealed class OAuthCode
{
    /// <summary>SHA-256 of the code.</summary>
    public required byte[] Hash { get; set; }

    public int ClientId { get; set; }

    public int UserId { get; set; }

    public string? SessionId { get; set; }

    /// <summary>The redirect as the authorize request named it; null when it named none.</summary>
    public string? RedirectUri { get; set; }

    public List<string> Scopes { get; set; } = [];

    /// <summary>PKCE (RFC 7636): the challenge, null when the client sent none.</summary>
    public string? CodeChallenge { get; set; }

    /// <summary>PKCE: <c>S256</c> or <c>plain</c>.</summary>
    public string? CodeChallengeMethod { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Whether it was shown. It is kept until its end, so that the hub notices when it is shown again.</summary>
    public bool Used { get; set; }
}
