using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Configuration;
using Hub.Domain.Services;
using Hub.Domain.Tokens;

namespace Hub.Tests.Support.Secrets;

public sealed class UsedSecretsTests
{
    [TestCase("Debug: login with password=pear1", true)]
    [TestCase("Debug: {\"password\": \"pear1\"}", true)]
    [TestCase("Debug: the password is pear1.", true)]
    [TestCase("Debug: otp: 483920", true)]
    [TestCase("Debug: the pear1 is ripe, and 483920 of them", false)]
    [TestCase("Debug: password=pear12", false)]
    public void What_is_short_is_found_where_it_is_called_a_secret(string log, bool found)
    {
        var used = new UsedSecrets();
        used.Add("password", "pear1");
        used.Add("otp", "483920");
        used.In(log).Any().ShouldBe(found);
    }

    [Test]
    public async Task What_goes_by_and_what_is_configured_is_found_and_nothing_else()
    {
        var used = new UsedSecrets();
        used.AddOf(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions
            {
                DummyPassword = "password-of-the-dummy",
                PasswordGroups = new Dictionary<string, IReadOnlyList<string>> { ["password of the blue"] = ["blue and long enough"] },
            },
            Crypt = new CryptOptions { Keys = [new string('a', 31) + "1" + new string('b', 32)] },
            Tokens = new TokenOptions { ApiTokens = new Dictionary<string, string> { ["configured-token"] = "ann and long enough" } },
            Services = new ServiceOptions { Services = [new ServiceDefinition { Name = "app", ApiToken = "token-of-a-service" }] },
        });
        foreach (var secret in new[] { "password-of-the-dummy", "password of the blue", new string('a', 31) + "1", "configured-token", "token-of-a-service" })
            used.In($"Info: so it is {secret}{(secret[0] == 'a' ? new string('b', 32) : "")}, is it").ShouldHaveSingleItem();
        used.In("Info: blue and long enough, ann and long enough").ShouldBeEmpty();

        await using var hub = await HubApplication.StartAsync(ApiFixture.Basis);
        var seen = UsedSecrets.At(hub.Port)!;
        using var browser = new PageClient(hub.Port);
        using (await browser.LoginAsync("ada", "not the password 1")) { }
        using (await browser.LoginAsync("ada")) { }
        seen.In($"Debug: cookie {browser.Cookie("jupyterhub-hub-login")}").ShouldBe(["cookie"]);
        seen.In("Debug: not the password 1").ShouldBe(["password"]);
        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        var made = (await admin.PostAsync("users/ada/tokens")).Json.Value<string>("token")!;
        seen.In($"Debug: token {made}").ShouldBe(["token"]);
        seen.In(hub.Log.Text).ShouldBeEmpty();
    }
}
