using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;

namespace Hub.Tests.Security;

/// <summary>Whatever the authenticator: as long as nothing is said about who may come in, nobody may.</summary>
public sealed class ClosedByDefaultTests
{
    [TestCase("pam")]
    [TestCase("ldap")]
    [TestCase("native")]
    [TestCase("shared-password")]
    [TestCase("null")]
    [TestCase("generic-oauth")]
    [TestCase("github")]
    [TestCase("gitlab")]
    [TestCase("google")]
    [TestCase("azuread")]
    [TestCase("keycloak")]
    [TestCase("cilogon")]
    [TestCase("auth0")]
    [TestCase("multi")]
    [Advisory("TLJH#884")]
    public void Nothing_said_lets_nobody_in(string authenticator)
    {
        var rules = new AuthenticatorOptions { AuthenticatorClass = authenticator };
        AllowRules.AnyIn(new HubConfiguration { Authenticator = rules }).ShouldBeFalse();
        var names = new Hub.Domain.Users.UserNames(new Dictionary<string, string>(), "");
        new LoginRules(rules, names).IsAllowed("ann", known: true).ShouldBeFalse();
        new LoginRules(rules, names).IsAllowed("ann", known: false).ShouldBeFalse();
    }

    [Test, Advisory("TLJH#884")]
    public void Any_rule_that_lets_somebody_in_ends_the_warning_and_so_does_saying_that_it_is_meant()
    {
        var closed = new HubConfiguration { Authenticator = new AuthenticatorOptions { AuthenticatorClass = "generic-oauth" } };
        foreach (var open in new[]
        {
            closed with { Authenticator = closed.Authenticator with { AllowAll = true } },
            closed with { Authenticator = closed.Authenticator with { AllowedUsers = new HashSet<string> { "ann" } } },
            closed with { Authenticator = closed.Authenticator with { AllowExistingUsers = true } },
            closed with { Authenticator = closed.Authenticator with { AdminUsers = new HashSet<string> { "ann" } } },
            closed with { Authenticator = closed.Authenticator with { AnyAllowConfig = true } },
            closed with { OAuth = new OAuthenticatorOptions { AllowedGroups = new HashSet<string> { "team" } } },
            closed with { OAuth = new OAuthenticatorOptions { AllowedDomains = new HashSet<string> { "uni.example" } } },
        })
            AllowRules.AnyIn(open).ShouldBeTrue();
        // Saying that it is meant does not let anybody in.
        new LoginRules(closed.Authenticator with { AnyAllowConfig = true }, new Hub.Domain.Users.UserNames(new Dictionary<string, string>(), ""))
            .IsAllowed("ann", known: true).ShouldBeFalse();
    }
}
