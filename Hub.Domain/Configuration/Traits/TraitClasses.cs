namespace Hub.Domain.Configuration.Traits;

/// <summary>All classes a configuration may name. One that becomes available is made ready here.</summary>
public static class TraitClasses
{
    public static IReadOnlyList<TraitClassInfo> All { get; } =
    [
        Plain("JupyterHub"),
        Plain("Application"),
        Plain("HubLog"),
        Plain("HubProcess"),
        Plain("HubAudit"),
        Plain("HubServerHistory"),
        Plain("HubFailureLimit"),
        Plain("HubLocalLimits"),
        Plain("HubFurtherProxies"),
        Plain("HubSpawnQueue"),
        Plain("HubIdleCuller"),
        Plain("HubHooks"),
        Ready("Authenticator", null, null),
        Ready("LocalAuthenticator", "Authenticator", null),
        Ready("PAMAuthenticator", "LocalAuthenticator", "pam", "default", "jupyterhub.auth.PAMAuthenticator"),
        Ready("DummyAuthenticator", "Authenticator", "dummy",
            "jupyterhub.auth.DummyAuthenticator", "dummyauthenticator.DummyAuthenticator"),
        Ready("SharedPasswordAuthenticator", "Authenticator", "shared-password",
            "jupyterhub.authenticators.shared.SharedPasswordAuthenticator"),
        Ready("NullAuthenticator", "Authenticator", "null", "jupyterhub.auth.NullAuthenticator"),
        Ready("NativeAuthenticator", "LocalAuthenticator", "native", "nativeauthenticator.NativeAuthenticator"),
        Ready("LDAPAuthenticator", "Authenticator", "ldap", "ldapauthenticator.LDAPAuthenticator"),
        Ready("MultiAuthenticator", "Authenticator", "multi", "multiauthenticator.multiauthenticator.MultiAuthenticator"),
        Ready("OAuthenticator", "Authenticator", null),
        Ready("GenericOAuthenticator", "OAuthenticator", "generic-oauth", "oauthenticator.generic.GenericOAuthenticator"),
        Ready("GitHubOAuthenticator", "OAuthenticator", "github",
            "oauthenticator.github.GitHubOAuthenticator", "oauthenticator.GitHubOAuthenticator"),
        Ready("GitLabOAuthenticator", "OAuthenticator", "gitlab", "oauthenticator.gitlab.GitLabOAuthenticator"),
        Ready("GoogleOAuthenticator", "OAuthenticator", "google",
            "oauthenticator.google.GoogleOAuthenticator", "oauthenticator.GoogleOAuthenticator"),
        Ready("AzureAdOAuthenticator", "OAuthenticator", "azuread", "entra", "oauthenticator.azuread.AzureAdOAuthenticator"),
        Ready("KeycloakOAuthenticator", "OAuthenticator", "keycloak"),
        Ready("CILogonOAuthenticator", "OAuthenticator", "cilogon",
            "oauthenticator.cilogon.CILogonOAuthenticator", "oauthenticator.CILogonOAuthenticator"),
        Ready("Auth0OAuthenticator", "OAuthenticator", "auth0", "oauthenticator.auth0.Auth0OAuthenticator"),
        Ready("Spawner", null, null),
        Ready("LocalProcessSpawner", "Spawner", "localprocess", "default", "jupyterhub.spawner.LocalProcessSpawner"),
        Ready("SimpleLocalProcessSpawner", "LocalProcessSpawner", "simple", "jupyterhub.spawner.SimpleLocalProcessSpawner"),
        Later("DockerSpawner", "Spawner", "docker", "dockerspawner.DockerSpawner"),
        Later("SystemUserSpawner", "DockerSpawner", "docker-system-user", "dockerspawner.SystemUserSpawner"),
        Later("SwarmSpawner", "DockerSpawner", "docker-swarm", "dockerspawner.SwarmSpawner"),
        Later("KubeSpawner", "Spawner", "kubernetes", "kube", "kubespawner.KubeSpawner"),
        Plain("Proxy"),
        Ready("ConfigurableHTTPProxy", "Proxy", "configurable-http-proxy", "default", "jupyterhub.proxy.ConfigurableHTTPProxy"),
        Plain("CryptKeeper"),
    ];

    private static readonly Dictionary<string, TraitClassInfo> s_byName = All.ToDictionary(info => info.Name);

    public static TraitClassInfo? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The class and its parents, the class first.</summary>
    public static IEnumerable<TraitClassInfo> Lineage(string name)
    {
        for (var info = Find(name); info is not null; info = info.Parent is null ? null : Find(info.Parent))
            yield return info;
    }

    /// <summary>The classes of a family that can be chosen.</summary>
    public static IEnumerable<TraitClassInfo> Choices(string family) =>
        All.Where(info => info.Alias is not null && Lineage(info.Name).Any(parent => parent.Name == family));

    /// <summary>The class of a family an alias, class name or Python path stands for.</summary>
    public static TraitClassInfo? Choose(string family, string name) => Choices(family).FirstOrDefault(info =>
        info.Name == name || info.Alias!.Equals(name, StringComparison.OrdinalIgnoreCase)
        || info.OtherNames.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The topmost parent: the family.</summary>
    public static string FamilyOf(string className) => Lineage(className).Last().Name;

    private static TraitClassInfo Plain(string name) => new(name, null, null, [], true);

    private static TraitClassInfo Ready(string name, string? parent, string? alias, params string[] otherNames) =>
        new(name, parent, alias, otherNames, true);

    private static TraitClassInfo Later(string name, string? parent, string? alias, params string[] otherNames) =>
        new(name, parent, alias, otherNames, false);
}
