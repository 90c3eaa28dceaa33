namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>A realm of a Keycloak.</summary>
internal sealed class Keycloak(OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http) : Provider(options, own, http)
{
    public override string Service => "Keycloak";

    public override string Issuer =>
        Own.KeycloakUrl.Length == 0 || Own.Realm.Length == 0 ? "" : $"{Own.KeycloakUrl.TrimEnd('/')}/realms/{Uri.EscapeDataString(Own.Realm)}";

    public override string LogoutUrl => $"{Issuer}/protocol/openid-connect/logout";

    public override string UsernameClaim => "preferred_username";

    public override IReadOnlyList<string> Scope => ["openid", "profile", "email"];

    public override string? Missing =>
        Own.KeycloakUrl.Length == 0 ? "KeycloakOAuthenticator.keycloak_url" : Own.Realm.Length == 0 ? "KeycloakOAuthenticator.realm" : null;
}
