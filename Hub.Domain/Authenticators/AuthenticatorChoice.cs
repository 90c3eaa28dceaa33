using Hub.Domain.Authenticators.Dummy;
using Hub.Domain.Authenticators.Null;
using Hub.Domain.Authenticators.SharedPassword;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators;

/// <summary>Makes the authenticator that <c>authenticator_class</c> names.</summary>
public static class AuthenticatorChoice
{
    /// <exception cref="ArgumentException">There is no such class, or its settings are not safe.</exception>
    public static IAuthenticator Create(AuthenticatorOptions options, UserNames names) => options.AuthenticatorClass switch
    {
        "dummy" => new DummyAuthenticator(options.DummyPassword),
        "shared-password" => new SharedPasswordAuthenticator(options, names),
        "null" => new NullAuthenticator(),
        var other => throw new ArgumentException($"There is no authenticator called {other}"),
    };
}
