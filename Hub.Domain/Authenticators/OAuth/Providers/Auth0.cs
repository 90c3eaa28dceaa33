namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>A domain at Auth0. Users may enter any address there, so only a verified one is a name.</summary>
internal sealed class Auth0(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    public override string Service => "Auth0";

    public override string AuthorizeUrl => $"{Root}/authorize";

    public override string TokenUrl => $"{Root}/oauth/token";

    public override string UserdataUrl => $"{Root}/userinfo";

    public override string LogoutUrl => $"{Root}/v2/logout";

    public override string UserKey => "auth0_user";

    public override string UsernameClaim => "email";

    public override IReadOnlyList<string> Scope => ["openid", "profile", "email"];

    public override string? Missing => Domain.Length == 0 ? "Auth0OAuthenticator.auth0_domain" : null;

    private string Domain => Own.Auth0Domain.Length > 0 ? Own.Auth0Domain : Own.Auth0Subdomain.Length > 0 ? $"{Own.Auth0Subdomain}.auth0.com" : "";

    private string Root => Domain.Contains("://", StringComparison.Ordinal) ? Domain.TrimEnd('/') : $"https://{Domain}";

    /// <summary>Whatever the name is made of, as in oauthenticator since 17.4.</summary>
    public override void Restrict(ProviderUser user)
    {
        base.Restrict(user);
        if (!user.HasVerifiedEmail && !Options.AllowUnverifiedEmail)
            throw new LoginRefusedException("Your e-mail address is not verified.", "Auth0 does not say that the e-mail address is verified");
    }
}
