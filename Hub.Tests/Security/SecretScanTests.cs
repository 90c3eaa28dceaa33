using Hub.Domain.Audit;
using Hub.Domain.Configuration;
using Hub.Domain.Services;
using Hub.Tests.Api.OAuth;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>Uses every kind of secret there is, with everything logged, and looks for each in the log and the audit.</summary>
public sealed class SecretScanTests
{
    private const string Password = "the-password-of-this-story";
    private const string CookieSecret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string ServiceToken = "the-token-of-a-configured-service";

    [Test]
    public async Task No_secret_reaches_the_log_or_the_audit()
    {
        await using var hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = ApiFixture.Basis.Authenticator with { DummyPassword = Password },
            Sessions = new() { CookieSecret = CookieSecret },
            Services = new ServiceOptions
            {
                Services = [new() { Name = "app", Url = "http://127.0.0.1:9", ApiToken = ServiceToken, OauthNoConfirm = true }],
            },
            Log = new LogOptions { LogLevel = HubLogLevel.Debug },
            Roles = OAuthFlow.Configuration.Roles with { LoadRoles = [new() { Name = "user", Scopes = ["self", "access:services"] }] },
        });
        var secrets = await StoryAsync(hub);
        await hub.Get<AuditTrail>().FlushAsync(default);
        var audit = string.Join('\n', (await hub.Get<IAuditStore>().PageAsync(new AuditFilter(), new(0, 1000), default)).Items
            .Select(one => $"{one.Kind} {one.Who} {one.Object} {one.Detail} {one.RequestId}"));

        foreach (var (what, secret) in secrets)
        {
            secret.ShouldNotBeNullOrEmpty(what);
            hub.Log.Text.ShouldNotContain(secret, Case.Insensitive, what);
            audit.ShouldNotContain(secret, Case.Insensitive, what);
        }
    }

    private static async Task<List<(string What, string Secret)>> StoryAsync(HubApplication hub)
    {
        using var browser = new PageClient(hub.Port);
        using var wrong = await browser.LoginAsync("ada", "a-password-that-is-wrong");
        using var login = await browser.LoginAsync("ada", Password);
        using var home = await browser.GetAsync("/hub/home");
        var xsrf = await PageClient.XsrfOf(home);
        var secrets = new List<(string, string)>
        {
            ("password", Password), ("wrong password", "a-password-that-is-wrong"), ("cookie secret", CookieSecret),
            ("service token", ServiceToken), ("login cookie", browser.Cookie("jupyterhub-hub-login")!), ("xsrf", xsrf),
        };

        var code = await OAuthFlow.CodeAsync(browser, ("code_challenge", OAuthFlow.Challenge), ("code_challenge_method", "S256"));
        using var exchanged = await OAuthFlow.ExchangeAsync(
            browser, code, ("client_secret", ServiceToken), ("code_verifier", OAuthFlow.Verifier));
        var token = Newtonsoft.Json.Linq.JObject.Parse(await exchanged.TextAsync()).Value<string>("access_token");
        secrets.AddRange([("code", code), ("access token", token!), ("verifier", OAuthFlow.Verifier)]);

        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        var made = (await admin.PostAsync("users/ada/tokens")).Json.Value<string>("token")!;
        var added = "the-token-of-an-added-service";
        await admin.PostAsync("services/added", $$"""{"api_token": "{{added}}"}""");
        await admin.PutAsync("users/ada/server");
        await admin.PostAsync("users/ada/server");
        var share = (await admin.PostAsync("share-codes/ada/")).Json.Value<string>("code");
        // Secrets where they do not belong.
        await admin.GetAsync($"users?token={made}");
        using var lost = await browser.GetAsync($"/hub/nowhere?token={made}");
        await admin.GetAsync("user", ("Cookie", $"jupyterhub-hub-login={made}"));
        secrets.AddRange([("API token", made), ("token of an added service", added)]);
        if (share is not null)
            secrets.Add(("share code", share));
        using var out1 = await browser.GetAsync("/hub/logout");
        return secrets;
    }
}
