using System.Text.Json.Nodes;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>A hub whose users sign in at a provider that can be made to do anything; the honest one is in the journeys.</summary>
public abstract class ExternalFixture
{
    protected FakeProvider Provider { get; private set; } = null!;

    protected HubApplication App { get; private set; } = null!;

    protected PageClient Visitor { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        Provider = await FakeProvider.StartAsync();
        App = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions
            {
                AuthenticatorClass = "generic-oauth",
                AllowedUsers = new HashSet<string> { "Ada" },
                BlockedUsers = new HashSet<string> { "Mallory" },
                AdminUsers = new HashSet<string> { "chief" },
                ManageGroups = true,
                EnableAuthState = true,
                AuthRefreshAge = TimeSpan.FromSeconds(60),
            },
            Crypt = new CryptOptions { Keys = [new string('a', 64)] },
            OAuth = new OAuthenticatorOptions
            {
                Issuer = Provider.Url,
                ClientId = "the-hub",
                ClientSecret = "s3cret/+ value",
                UsernameClaim = "preferred_username",
                AllowedGroups = new HashSet<string> { "staff" },
                AdminGroups = new HashSet<string> { "wheel" },
                AllowedDomains = new HashSet<string> { "uni.example" },
                CustomMessage = "Ask the help desk.",
                ExtraAuthorizeParams = new Dictionary<string, string> { ["prompt"] = "login", ["state"] = "fixed" },
                TokenParams = new Dictionary<string, string> { ["resource"] = "hub" },
            },
        });
        Provider.Clock = App.Clock;
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }

    [SetUp]
    public void OpenBrowser()
    {
        Provider.Reset();
        Provider.Claims = new JsonObject { ["sub"] = "1234", ["preferred_username"] = "Ada" };
        Visitor = new PageClient(App.Port);
    }

    [TearDown]
    public void CloseBrowser() => Visitor.Dispose();

    protected static async Task ShouldRefuse(HttpResponseMessage answer, int status, string message)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.TextAsync()).ShouldContain(message);
    }
}
