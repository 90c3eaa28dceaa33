using Hub.Domain.Authenticators.Dummy;
using Hub.Domain.Authenticators.Ldap;
using Hub.Domain.Authenticators.Multi;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Authenticators.Null;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Authenticators.SharedPassword;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Makes the authenticator that <c>authenticator_class</c> names. Its constructor gets the options named here, and stores, clock,
/// log and the like from what is registered.
/// </summary>
public static class AuthenticatorChoice
{
    /// <exception cref="ArgumentException">There is no such class, or its settings are not safe.</exception>
    public static IAuthenticator Create(IServiceProvider services, HubConfiguration configuration) =>
        Create(services, configuration, services.GetRequiredService<UserNames>());

    /// <param name="names">How this authenticator's names are normalised; not always as the hub's.</param>
    internal static IAuthenticator Create(IServiceProvider services, HubConfiguration configuration, UserNames names)
    {
        var options = configuration.Authenticator;
        return options.AuthenticatorClass switch
        {
            "dummy" => new DummyAuthenticator(options.DummyPassword),
            "shared-password" => Made<SharedPasswordAuthenticator>(services, options, names),
            "multi" => MultiAuthenticator.Create(services, configuration),
            "null" => new NullAuthenticator(),
            "generic-oauth" or "github" or "gitlab" or "google" or "azuread" or "keycloak" or "cilogon" or "auth0" =>
                Made<OAuthAuthenticator>(services, options, configuration.OAuth, configuration.Providers, names),
            "native" => Made<NativeAuthenticator>(services),
            "pam" => Made<PamAuthenticator>(services, configuration.Pam, configuration.LocalAccounts, options, names),
            "ldap" => Made<LdapAuthenticator>(services, configuration.Ldap),
            var other => throw new ArgumentException($"There is no authenticator called {other}"),
        };
    }

    private static T Made<T>(IServiceProvider services, params object[] options) => ActivatorUtilities.CreateInstance<T>(services, options);
}
