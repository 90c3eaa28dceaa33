namespace Hub.Domain.Authenticators;

/// <summary>A login about to happen at a provider.</summary>
/// <param name="Place">Where the browser goes now.</param>
/// <param name="Secrets">What the browser keeps, sealed, until it comes back: it ties the answer to this browser.</param>
public sealed record ExternalLogin(Uri Place, LoginSecrets Secrets);

/// <summary>What only the browser that began a login may bring back.</summary>
/// <param name="Nonce">What the identity token has to repeat.</param>
/// <param name="CodeVerifier">The proof key of the code; null without PKCE.</param>
public sealed record LoginSecrets(string Nonce, string? CodeVerifier)
{
    /// <summary>Records print themselves into logs.</summary>
    public override string ToString() => nameof(LoginSecrets);
}
