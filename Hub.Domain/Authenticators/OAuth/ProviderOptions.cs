using Hub.Domain.Authenticators.OAuth.Providers;
using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>What the classes for single providers have beside the traits of <c>OAuthenticator</c>.</summary>
public sealed record ProviderOptions : ICheckedOptions
{
    /// <summary>Deprecated in favour of auth_state_groups_key: the key of the groups in the user's data. Default: groups.</summary>
    [TraitClass("GenericOAuthenticator"), EnvironmentDefault("OAUTH2_GROUPS_KEY")]
    public string ClaimGroupsKey { get; init; } = "groups";

    /// <summary>The address of GitHub. Default: https://github.com.</summary>
    [TraitClass("GitHubOAuthenticator"), Trait("github_url"), HttpUrl, EnvironmentDefault("GITHUB_URL"), EnvironmentDefault("GITHUB_HOST", IsHost = true, PlainWhere = "GITHUB_HTTP")]
    public string GitHubUrl { get; init; } = "https://github.com";

    /// <summary>The address of GitHub's REST API. Default: https://api.github.com, or <c>/api/v3</c> below github_url.</summary>
    [TraitClass("GitHubOAuthenticator"), Trait("github_api"), HttpUrl]
    public string GitHubApi { get; init; } = "";

    /// <summary>
    /// Lets in the members of these organizations (<c>organization</c>) and teams (<c>organization:team</c>), written as in their
    /// addresses. Needs the scope read:org for more than public membership. Default: none.
    /// </summary>
    [TraitClass("GitHubOAuthenticator")]
    public IReadOnlySet<string> AllowedOrganizations { get; init; } = new HashSet<string>();

    /// <summary>Whether the user's teams are kept as <c>teams</c>. Needs the scope read:org. Default: false.</summary>
    [TraitClass("GitHubOAuthenticator")]
    public bool PopulateTeamsInAuthState { get; init; }

    /// <summary>The address of GitLab. Default: https://gitlab.com.</summary>
    [TraitClass("GitLabOAuthenticator"), Trait("gitlab_url"), HttpUrl, EnvironmentDefault("GITLAB_URL"), EnvironmentDefault("GITLAB_HOST", IsHost = true)]
    public string GitLabUrl { get; init; } = "https://gitlab.com";

    /// <summary>The version of GitLab's REST API. Default: 4.</summary>
    [TraitClass("GitLabOAuthenticator"), Trait("gitlab_api_version"), EnvironmentDefault("GITLAB_API_VERSION")]
    public string GitLabApiVersion { get; init; } = "4";

    /// <summary>The address of GitLab's REST API. Default: <c>/api/v</c> and gitlab_api_version below gitlab_url.</summary>
    [TraitClass("GitLabOAuthenticator"), Trait("gitlab_api"), HttpUrl]
    public string GitLabApi { get; init; } = "";

    /// <summary>Lets in the members of these GitLab groups, given with their whole path. Default: none.</summary>
    [TraitClass("GitLabOAuthenticator")]
    public IReadOnlySet<string> AllowedGitlabGroups { get; init; } = new HashSet<string>();

    /// <summary>Lets in those who are at least developers in these projects, given by number. Default: none.</summary>
    [TraitClass("GitLabOAuthenticator")]
    public IReadOnlySet<string> AllowedProjectIds { get; init; } = new HashSet<string>();

    /// <summary>The address of Google's API. Default: https://www.googleapis.com.</summary>
    [TraitClass("GoogleOAuthenticator"), HttpUrl, EnvironmentDefault("GOOGLE_API_URL")]
    public string GoogleApiUrl { get; init; } = "https://www.googleapis.com";

    /// <summary>
    /// Keeps out everybody who does not belong to one of these Google organizations, by the claim <c>hd</c> and never by the address; it
    /// lets nobody in. With exactly one, names lose its domain. Default: none, no restriction.
    /// </summary>
    [TraitClass("GoogleOAuthenticator"), EnvironmentDefault("HOSTED_DOMAIN", IsList = true)]
    public IReadOnlyList<string> HostedDomain { get; init; } = [];

    /// <summary>Lets in members of these Google organizations, by the claim <c>hd</c>. Default: none.</summary>
    [TraitClass("GoogleOAuthenticator")]
    public IReadOnlyList<string> AllowedHostedDomains { get; init; } = [];

    /// <summary>Whether names lose the domain where it is in hosted_domain. Default: true when that has at most one entry.</summary>
    [TraitClass("GoogleOAuthenticator")]
    public bool? StripDomain { get; init; }

    /// <summary>
    /// Lets in the members of these Google groups, by organization as <c>{"uni.example": ["staff", "lab@other.example"]}</c>: a group of the
    /// organization's own domain by what is before the <c>@</c>, any other by its whole address. The organization is the claim <c>hd</c>.
    /// Needs google_service_account_keys and gsuite_administrator for it. Default: none.
    /// </summary>
    [TraitClass("GoogleOAuthenticator")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AllowedGoogleGroups { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// The same for administrators, who are let in too. Where it is set, whoever is in none of these groups and not in admin_users is no
    /// administrator any more. Default: none.
    /// </summary>
    [TraitClass("GoogleOAuthenticator")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AdminGoogleGroups { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// The file with the key of a service account for each organization, which may read its groups in the name of an administrator
    /// (domain-wide delegation, scope <c>https://www.googleapis.com/auth/admin.directory.group.readonly</c>). Default: none.
    /// </summary>
    [TraitClass("GoogleOAuthenticator")]
    public IReadOnlyDictionary<string, string> GoogleServiceAccountKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The administrator of each organization the service account stands for, by what is before the <c>@</c>. Default: none.</summary>
    [TraitClass("GoogleOAuthenticator")]
    public IReadOnlyDictionary<string, string> GsuiteAdministrator { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether groups that one of the user's groups is a member of count as the user's too. Default: false.</summary>
    [TraitClass("GoogleOAuthenticator")]
    public bool IncludeNestedGroups { get; init; }

    /// <summary>The id of the tenant (a UUID) whose users may sign in. Default: none; it is needed.</summary>
    [TraitClass("AzureAdOAuthenticator"), EnvironmentDefault("AAD_TENANT_ID")]
    public string TenantId { get; init; } = "";

    /// <summary>The address of the login service. Default: https://login.microsoftonline.com.</summary>
    [TraitClass("AzureAdOAuthenticator"), HttpUrl]
    public string GraphUrl { get; init; } = "https://login.microsoftonline.com";

    /// <summary>The address of Keycloak, with <c>/auth</c> where it has that. Default: none; it is needed.</summary>
    [TraitClass("KeycloakOAuthenticator"), HttpUrl]
    public string KeycloakUrl { get; init; } = "";

    /// <summary>The realm. Default: none; it is needed.</summary>
    [TraitClass("KeycloakOAuthenticator")]
    public string Realm { get; init; } = "";

    /// <summary>The host name of CILogon, or the whole address of another one. Default: cilogon.org.</summary>
    [TraitClass("CILogonOAuthenticator"), Trait("cilogon_host"), EnvironmentDefault("CILOGON_HOST")]
    public string CILogonHost { get; init; } = "cilogon.org";

    /// <summary>
    /// The identity providers users may come from, by their entity id, and how names and rules are for each. Whoever comes from another
    /// is refused, whatever allows them. Default: none; at least one is needed.
    /// </summary>
    [TraitClass("CILogonOAuthenticator")]
    public IReadOnlyDictionary<string, CILogonIdp> Idps { get; init; } = new Dictionary<string, CILogonIdp>();

    /// <summary>The skin of CILogon's pages. Default: empty, its own.</summary>
    [TraitClass("CILogonOAuthenticator")]
    public string Skin { get; init; } = "";

    /// <summary>The domain of the account at Auth0. Default: none; this or auth0_subdomain is needed.</summary>
    [TraitClass("Auth0OAuthenticator"), Trait("auth0_domain"), EnvironmentDefault("AUTH0_DOMAIN")]
    public string Auth0Domain { get; init; } = "";

    /// <summary>Short for an auth0_domain that ends in <c>.auth0.com</c>. Default: none.</summary>
    [TraitClass("Auth0OAuthenticator"), Trait("auth0_subdomain"), EnvironmentDefault("AUTH0_SUBDOMAIN")]
    public string Auth0Subdomain { get; init; } = "";

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var (entity, idp) in Idps)
        {
            if (idp.Problem is { } problem)
                yield return new OptionProblem(nameof(Idps), $"{problem} for {entity}", "see docs/authenticators/cilogon.md");
        }

        foreach (var problem in OfGroups(nameof(AllowedGoogleGroups), AllowedGoogleGroups.Keys).Concat(OfGroups(nameof(AdminGoogleGroups), AdminGoogleGroups.Keys)))
            yield return problem;
        foreach (var (domain, file) in GoogleServiceAccountKeys)
        {
            if (ServiceAccountKey.ProblemOf(file) is { } problem)
                yield return new OptionProblem(nameof(GoogleServiceAccountKeys), problem, "the file that Google hands out for a key") { Path = $".{domain}" };
        }
    }

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        if (all.Authenticator.IsExternal && OAuthSettingsCheck.MissingOf(all.Authenticator, all.OAuth, this) is { } missing)
        {
            var property = TraitProperty.Of(typeof(ProviderOptions)).Single(one => $"{one.ClassName}.{one.TraitName}" == missing);
            yield return new OptionProblem(property.Property.Name, "is not set", $"what {all.Authenticator.AuthenticatorClass} cannot do without");
        }
    }

    private IEnumerable<OptionProblem> OfGroups(string property, IEnumerable<string> domains)
    {
        foreach (var domain in domains.Where(domain => GoogleDirectory.KeyOf(GoogleServiceAccountKeys, domain) is null || GoogleDirectory.KeyOf(GsuiteAdministrator, domain) is null))
            yield return new OptionProblem(property, $"has {domain}, whose groups cannot be asked for", $"google_service_account_keys and gsuite_administrator for {domain}");
    }
}
