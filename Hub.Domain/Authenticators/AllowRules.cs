using Hub.Domain.Configuration;

namespace Hub.Domain.Authenticators;

/// <summary>Tells whether a configuration lets anybody in at all, for the start to say where it does not.</summary>
public static class AllowRules
{
    public static bool AnyIn(HubConfiguration configuration) =>
        configuration.Authenticator.AllowsAnyone || OfProviders(configuration) || configuration.Multi.Entries.Any(entry => AnyIn(entry.Read()));

    private static bool OfProviders(HubConfiguration configuration)
    {
        if (!configuration.Authenticator.IsExternal)
            return false;
        var (common, own) = (configuration.OAuth, configuration.Providers);
        // As with OAuthenticator, an administrator need not be written down twice.
        return configuration.Authenticator.AdminUsers.Count > 0 || common.AllowedGroups.Count > 0 || common.AdminGroups.Count > 0
            || common.AllowedScopes.Count > 0 || common.AllowedDomains.Count > 0
            || own.AllowedOrganizations.Count > 0 || own.AllowedGitlabGroups.Count > 0 || own.AllowedProjectIds.Count > 0
            || own.AllowedHostedDomains.Count > 0 || own.Idps.Values.Any(idp => idp.AllowAll || idp.AllowedDomains.Count > 0);
    }
}
