using System.Text.Json;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>How users sign in at an OAuth 2 or OpenID Connect provider; the classes for single providers change defaults only.</summary>
[TraitClass("OAuthenticator")]
public sealed record OAuthenticatorOptions : ICheckedOptions
{
    /// <summary>
    /// The OpenID Connect issuer. Its discovery document fills in the addresses that are not set, and identity tokens are held against
    /// its keys. Default: empty, no OpenID Connect, except for the classes that know their issuer.
    /// </summary>
    [HttpUrl]
    public string Issuer { get; init; } = "";

    /// <summary>Where the browser is sent to sign in. Default: what the issuer or the class says.</summary>
    [HttpUrl, EnvironmentDefault("OAUTH2_AUTHORIZE_URL")]
    public string AuthorizeUrl { get; init; } = "";

    /// <summary>Where a code is changed for tokens. Default: what the issuer or the class says.</summary>
    [HttpUrl, EnvironmentDefault("OAUTH2_TOKEN_URL")]
    public string TokenUrl { get; init; } = "";

    /// <summary>Where the user's data is asked for. Default: what the issuer or the class says.</summary>
    [HttpUrl, EnvironmentDefault("OAUTH2_USERDATA_URL")]
    public string UserdataUrl { get; init; } = "";

    /// <summary>The name the provider knows the hub by. Default: none.</summary>
    [EnvironmentDefault("OAUTH_CLIENT_ID")]
    [EnvironmentDefault("GITHUB_CLIENT_ID", ForClass = "GitHubOAuthenticator"), EnvironmentDefault("GITLAB_CLIENT_ID", ForClass = "GitLabOAuthenticator")]
    [EnvironmentDefault("CILOGON_CLIENT_ID", ForClass = "CILogonOAuthenticator")]
    public string ClientId { get; init; } = "";

    /// <summary>The hub's secret at the provider. Default: none, for a public client.</summary>
    [EnvironmentDefault("OAUTH_CLIENT_SECRET"), Secret]
    [EnvironmentDefault("GITHUB_CLIENT_SECRET", ForClass = "GitHubOAuthenticator"), EnvironmentDefault("GITLAB_CLIENT_SECRET", ForClass = "GitLabOAuthenticator")]
    [EnvironmentDefault("CILOGON_CLIENT_SECRET", ForClass = "CILogonOAuthenticator")]
    public string ClientSecret { get; init; } = "";

    /// <summary>
    /// Where the provider sends the browser back to, as registered there. Default: <c>/hub/oauth_callback</c> below the public address,
    /// or below the address of the request where no public address is configured.
    /// </summary>
    [HttpUrl, EnvironmentDefault("OAUTH_CALLBACK_URL")]
    public string OauthCallbackUrl { get; init; } = "";

    /// <summary>What the button on the login page calls the provider. Default: OAuth 2.0, or the name of the class's provider.</summary>
    [EnvironmentDefault("LOGIN_SERVICE")]
    public string LoginService { get; init; } = "";

    /// <summary>
    /// Which of the user's data is the name: a key, or a path of keys with dots. A number is taken as its digits. Default: what the class
    /// says; for <c>generic-oauth</c> <c>username</c>.
    /// </summary>
    [EnvironmentDefault("OAUTH2_USERNAME_KEY")]
    public string UsernameClaim { get; init; } = "";

    /// <summary>
    /// Whether an e-mail address may be a name although the provider does not say that it is verified. Whoever may enter any address at
    /// the provider can then be anybody here. Default: false.
    /// </summary>
    public bool AllowUnverifiedEmail { get; init; }

    /// <summary>What is asked of the provider. Default: what the class says; with an issuer at least <c>openid</c>.</summary>
    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>Lets in whoever granted all of these scopes. Default: none, no rule.</summary>
    public IReadOnlyList<string> AllowedScopes { get; init; } = [];

    /// <summary>Lets in members of these groups. Needs manage_groups. Default: none.</summary>
    public IReadOnlySet<string> AllowedGroups { get; init; } = new HashSet<string>();

    /// <summary>
    /// Members of these groups may come in and are administrators; with such a list, others lose that right at their next login, except
    /// the names in admin_users. Needs manage_groups. Default: none.
    /// </summary>
    public IReadOnlySet<string> AdminGroups { get; init; } = new HashSet<string>();

    /// <summary>
    /// Lets in users whose e-mail address, which the provider must say is verified, is in one of these domains; sub-domains count for
    /// themselves. Default: none.
    /// </summary>
    public IReadOnlySet<string> AllowedDomains { get; init; } = new HashSet<string>();

    /// <summary>
    /// Where in the kept state the groups are: keys with dots between them, the first being that of the user's data, such as
    /// <c>oauth_user.groups</c>. Default: the key <c>groups</c> of the user's data.
    /// </summary>
    public string AuthStateGroupsKey { get; init; } = "";

    /// <summary>
    /// Where in the kept state the roles are, as auth_state_groups_key, such as <c>oauth_user.realm_access.roles</c>: a list of names of
    /// roles there are, or of roles in the form of load_roles. Names the hub does not know are passed over. Needs manage_roles. Default:
    /// none, the provider knows of no roles.
    /// </summary>
    public string AuthStateRolesKey { get; init; } = "";

    /// <summary>
    /// Which of the user's data say how they are shown in servers, as <c>{"display_name": "name", "avatar_url": "picture"}</c>: keys of
    /// user_info, and where their values are, a key or a path of keys with dots. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> UserInfoClaims { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters added to the address the browser is sent to. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ExtraAuthorizeParams { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters added when a code is changed for tokens. Default: none.</summary>
    public IReadOnlyDictionary<string, string> TokenParams { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters added when the user's data is asked for. Default: none.</summary>
    public IReadOnlyDictionary<string, string> UserdataParams { get; init; } = new Dictionary<string, string>();

    /// <summary>How the access token is sent for the user's data: <c>header</c>, or <c>url</c> as the parameter access_token. Default: header.</summary>
    [OneOf("header", "url"), EnvironmentDefault("OAUTH2_USERDATA_REQUEST_TYPE")]
    public string UserdataTokenMethod { get; init; } = "header";

    /// <summary>
    /// Whether the user's data is the content of the identity token, whose signature, issuer, audience, age and nonce are checked. Needs
    /// issuer. Default: false, except for <c>azuread</c>.
    /// </summary>
    [DefaultFor("AzureAdOAuthenticator", "true")]
    public bool UserdataFromIdToken { get; init; }

    /// <summary>Whether the hub shows its secret in a header and not in the form when it asks for tokens. Default: false.</summary>
    [EnvironmentDefault("OAUTH2_BASIC_AUTH")]
    public bool BasicAuth { get; init; }

    /// <summary>Whether a code is bound to the login that asked for it (PKCE with S256). Default: true.</summary>
    public bool EnablePkce { get; init; } = true;

    /// <summary>Whether the certificate of the provider has to be good. Only for trying things out. Default: true.</summary>
    [EnvironmentDefault("OAUTH_TLS_VERIFY")]
    public bool ValidateServerCert { get; init; } = true;

    /// <summary>
    /// How the hub reaches the provider: <c>proxy_host</c>, <c>proxy_port</c>, <c>proxy_username</c>, <c>proxy_password</c>; <c>ca_certs</c>, a
    /// file of certificates that are trusted instead of those of the machine; <c>validate_cert</c>, as validate_server_cert;
    /// <c>connect_timeout</c> and <c>request_timeout</c> in seconds; <c>user_agent</c>. Default: none of them.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, JsonElement> HttpRequestKwargs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Where a browser goes after it signed out of the hub. Default: the login page, or what the class says.</summary>
    [EnvironmentDefault("OAUTH_LOGOUT_REDIRECT_URL")]
    public string LogoutRedirectUrl { get; init; } = "";

    /// <summary>What users read who may not come in. Default: empty, a general sentence.</summary>
    [Trait("custom_403_message")]
    public string CustomMessage { get; init; } = "";

    public IEnumerable<OptionProblem> Check()
    {
        if (UserdataFromIdToken && UserdataUrl.Length > 0)
            yield return new OptionProblem(nameof(UserdataFromIdToken), "is set together with userdata_url", "only one of the two");
        foreach (var problem in ProviderConnection.Problems(HttpRequestKwargs))
            yield return new OptionProblem(nameof(HttpRequestKwargs), problem, ProviderConnection.Known);
    }

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all) =>
        all.Authenticator.IsExternal ? OAuthSettingsCheck.Mistakes(all.Authenticator, this, all.Providers) : [];
}
