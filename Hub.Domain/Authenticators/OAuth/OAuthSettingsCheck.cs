using Hub.Domain.Authenticators.OAuth.Providers;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>Refuses settings that cannot work, or that would let in others than meant.</summary>
internal static class OAuthSettingsCheck
{
    /// <exception cref="ArgumentException">Something is missing or contradicts something else.</exception>
    public static void Require(AuthenticatorOptions rules, OAuthenticatorOptions options, Provider provider)
    {
        var mistakes = Mistakes(rules, options, provider).ToList();
        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join("; ", mistakes));
    }

    private static IEnumerable<string> Mistakes(AuthenticatorOptions rules, OAuthenticatorOptions options, Provider provider)
    {
        if (provider.Missing is { } missing)
            yield return $"{missing} is not set, and {rules.AuthenticatorClass} needs it";
        if (options.ClientId.Length == 0)
            yield return "OAuthenticator.client_id is not set";
        var hasIssuer = options.Issuer.Length > 0 || provider.Issuer.Length > 0;
        if (!hasIssuer && options.AuthorizeUrl.Length == 0 && provider.AuthorizeUrl.Length == 0)
            yield return "OAuthenticator.authorize_url is not set, and neither is issuer, whose document would say it";
        if (!hasIssuer && options.TokenUrl.Length == 0 && provider.TokenUrl.Length == 0)
            yield return "OAuthenticator.token_url is not set, and neither is issuer, whose document would say it";
        if (!hasIssuer && !options.UserdataFromIdToken && options.UserdataUrl.Length == 0 && provider.UserdataUrl.Length == 0)
            yield return "OAuthenticator.userdata_url is not set, and neither is issuer, whose document would say it";
        if (options.UserdataFromIdToken && !hasIssuer)
            yield return "OAuthenticator.userdata_from_id_token needs issuer: without its keys an identity token proves nothing";
        if (!rules.ManageGroups && options.AllowedGroups.Count > 0)
            yield return "OAuthenticator.allowed_groups needs Authenticator.manage_groups";
        if (!rules.ManageGroups && options.AdminGroups.Count > 0)
            yield return "OAuthenticator.admin_groups needs Authenticator.manage_groups";
    }
}
