namespace Hub.Domain.Authenticators.OAuth.Providers;

/// <summary>Finds what is particular to the provider of a class.</summary>
internal static class ProviderChoice
{
    public static Provider Create(string alias, OAuthenticatorOptions options, ProviderOptions own, ProviderHttp http, TimeProvider clock) => alias switch
    {
        "github" => new GitHub(options, own, http),
        "gitlab" => new GitLab(options, own, http),
        "google" => new Google(options, own, http, clock),
        "azuread" => new AzureAd(options, own, http),
        "keycloak" => new Keycloak(options, own, http),
        "cilogon" => new CILogon(options, own, http),
        "auth0" => new Auth0(options, own, http),
        _ => new Provider(options, own, http),
    };
}
