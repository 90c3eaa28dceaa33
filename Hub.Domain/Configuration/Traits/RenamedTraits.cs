namespace Hub.Domain.Configuration.Traits;

/// <summary>Old names of traits and their successors.</summary>
internal static class RenamedTraits
{
    private static readonly Dictionary<(string Class, string Name), (string Class, string Name)> s_successors = new()
    {
        [("Application", "log_level")] = ("JupyterHub", "log_level"),
        [("JupyterHub", "admin_users")] = ("Authenticator", "admin_users"),
        [("JupyterHub", "proxy_auth_token")] = ("ConfigurableHTTPProxy", "auth_token"),
        [("JupyterHub", "proxy_cmd")] = ("ConfigurableHTTPProxy", "command"),
        [("JupyterHub", "debug_proxy")] = ("ConfigurableHTTPProxy", "debug"),
        [("JupyterHub", "proxy_check_interval")] = ("ConfigurableHTTPProxy", "check_running_interval"),
        [("Authenticator", "whitelist")] = ("Authenticator", "allowed_users"),
        [("Authenticator", "blacklist")] = ("Authenticator", "blocked_users"),
        [("GitHubOAuthenticator", "github_organization_whitelist")] = ("GitHubOAuthenticator", "allowed_organizations"),
        [("GitLabOAuthenticator", "gitlab_group_whitelist")] = ("GitLabOAuthenticator", "allowed_gitlab_groups"),
        [("GitLabOAuthenticator", "gitlab_project_id_whitelist")] = ("GitLabOAuthenticator", "allowed_project_ids"),
        [("CILogonOAuthenticator", "allowed_idps")] = ("CILogonOAuthenticator", "idps"),
        [("LocalAuthenticator", "group_whitelist")] = ("LocalAuthenticator", "allowed_groups"),
    };

    /// <summary>Whether the old name is as good as the new one, so that nobody needs to be told.</summary>
    public static bool IsSynonym(string className) => className == "Application";

    public static IReadOnlyDictionary<(string Class, string Name), (string Class, string Name)> All => s_successors;

    /// <summary>The successor of a trait set under a class, where its own or a parent's trait of that name is an old one.</summary>
    /// <remarks>The successor stays under the class it was set for, so that the most specific class still wins.</remarks>
    public static (string Class, string Name)? SuccessorOf(string className, string traitName)
    {
        foreach (var info in TraitClasses.Lineage(className))
        {
            if (s_successors.TryGetValue((info.Name, traitName), out var successor))
                return successor.Class == info.Name ? (className, successor.Name) : successor;
        }

        return null;
    }
}
