using Hub.Domain.Authenticators.OAuth.Providers;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>Refuses settings that cannot work, or that would let in others than meant.</summary>
internal static class OAuthSettingsCheck
{
    /// <exception cref="ArgumentException">Something is missing or contradicts something else.</exception>
    public static void Require(AuthenticatorOptions rules, OAuthenticatorOptions options, ProviderOptions own)
    {
        var mistakes = Mistakes(rules, options, own).Select(mistake => $"{TraitOf(mistake.Property)} {mistake.Problem}; needed: {mistake.Allowed}").ToList();
        if (MissingOf(rules, options, own) is { } missing)
            mistakes.Insert(0, $"{missing} is not set, and {rules.AuthenticatorClass} needs it");
        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join("; ", mistakes));
    }

    /// <summary>The trait of the provider's own that has to be set and is not; null when nothing is missing.</summary>
    public static string? MissingOf(AuthenticatorOptions rules, OAuthenticatorOptions options, ProviderOptions own)
    {
        using var http = NoConnection();
        return ProviderChoice.Create(rules.AuthenticatorClass, options, own, http, TimeProvider.System).Missing;
    }

    public static IEnumerable<OptionProblem> Mistakes(AuthenticatorOptions rules, OAuthenticatorOptions options, ProviderOptions own)
    {
        using var http = NoConnection();
        var provider = ProviderChoice.Create(rules.AuthenticatorClass, options, own, http, TimeProvider.System);
        const string Addresses = "an address, or OAuthenticator.issuer, whose document says it";
        if (options.ClientId.Length == 0)
            yield return new OptionProblem(nameof(options.ClientId), "is not set", "the name the provider knows the hub by");
        // What the provider's own traits lack is said of these.
        var hasIssuer = options.Issuer.Length > 0 || provider.Issuer.Length > 0 || provider.Missing is not null;
        if (!hasIssuer && options.AuthorizeUrl.Length == 0 && provider.AuthorizeUrl.Length == 0)
            yield return new OptionProblem(nameof(options.AuthorizeUrl), "is not set", Addresses);
        if (!hasIssuer && options.TokenUrl.Length == 0 && provider.TokenUrl.Length == 0)
            yield return new OptionProblem(nameof(options.TokenUrl), "is not set", Addresses);
        if (!hasIssuer && !options.UserdataFromIdToken && options.UserdataUrl.Length == 0 && provider.UserdataUrl.Length == 0)
            yield return new OptionProblem(nameof(options.UserdataUrl), "is not set", Addresses);
        if (options.UserdataFromIdToken && !hasIssuer)
        {
            yield return new OptionProblem(
                nameof(options.UserdataFromIdToken), "is set without an issuer", "OAuthenticator.issuer: without its keys an identity token proves nothing");
        }

        if (!rules.ManageGroups && options.AllowedGroups.Count > 0)
            yield return new OptionProblem(nameof(options.AllowedGroups), "is set, but Authenticator.manage_groups is not", "both, or none");
        if (!rules.ManageGroups && options.AdminGroups.Count > 0)
            yield return new OptionProblem(nameof(options.AdminGroups), "is set, but Authenticator.manage_groups is not", "both, or none");
        if (!rules.ManageRoles && options.AuthStateRolesKey.Length > 0)
            yield return new OptionProblem(nameof(options.AuthStateRolesKey), "is set, but Authenticator.manage_roles is not", "both, or none");
    }

    /// <summary>Nothing is asked here, and how the provider is reached may be a mistake of its own.</summary>
    private static ProviderHttp NoConnection() => new(new ProviderConnection(new OAuthenticatorOptions()));

    private static string TraitOf(string property) =>
        TraitProperty.Of(typeof(OAuthenticatorOptions)).Where(one => one.Property.Name == property).Select(one => $"{one.ClassName}.{one.TraitName}").Single();
}
