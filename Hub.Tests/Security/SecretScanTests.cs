using Dapper;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Services;
using Hub.Tests.Api.OAuth;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;
using Npgsql;

namespace Hub.Tests.Security;

/// <summary>Uses every kind of secret there is, with everything logged, and looks for each in the log, the audit, and all of the database.</summary>
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
        await ShouldKeepAsync(hub, await StoryAsync(hub));
    }

    [Test]
    public async Task No_secret_of_a_login_at_a_provider_does()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Claims = new System.Text.Json.Nodes.JsonObject { ["sub"] = "1234", ["preferred_username"] = "ada" };
        var (key, secret) = (new string('a', 64), "the-secret-of-the-hub-at-the-provider");
        await using var hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "generic-oauth", AllowAll = true, EnableAuthState = true, AuthRefreshAge = TimeSpan.FromSeconds(5) },
            Crypt = new CryptOptions { Keys = [key] },
            OAuth = new OAuthenticatorOptions { Issuer = provider.Url, ClientId = "the-hub", ClientSecret = secret, UsernameClaim = "preferred_username" },
            Log = new LogOptions { LogLevel = HubLogLevel.Debug },
        });
        provider.Clock = hub.Clock;
        using var browser = new PageClient(hub.Port);
        var callback = await browser.CallbackAsync();
        using (await browser.GetAsync(callback)) { }
        // Once more, in vain; then a renewal, and one that fails.
        using (await browser.GetAsync(callback)) { }
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        provider.TakesTokens = false;
        using (await browser.GetAsync("/hub/home")) { }
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        (provider.TakesTokens, provider.TakesRefreshTokens) = (false, false);
        using (await browser.GetAsync("/hub/home")) { }

        await ShouldKeepAsync(hub,
        [
            ("encryption key", key), ("client secret", secret), ("code and state", callback[callback.IndexOf('?')..]),
            ("code", OAuthFlow.Query(callback)["code"]), ("state", OAuthFlow.Query(callback)["state"]), ("access token", "access-0"), ("renewed token", "access-1"),
            ("refresh token", "refresh-1"), ("verifier", provider.LastVerifier),
        ]);
    }

    [Test]
    public async Task No_secret_of_an_account_of_the_hub_does()
    {
        var (key, password, wrong) = (new string('c', 64), "violet tram 42 sings", "violet tram 42 sinks");
        await using var hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "native", AllowAll = true },
            Crypt = new CryptOptions { Keys = [key] },
            Native = new NativeOptions { OpenSignup = true, Allow2Fa = true, AllowedFailedLogins = 9 },
            Log = new LogOptions { LogLevel = HubLogLevel.Debug },
        });
        using var browser = new PageClient(hub.Port);
        using var form = await browser.GetAsync("/hub/signup");
        using var done = await browser.PostFormAsync(
            "/hub/signup", ("_xsrf", await PageClient.XsrfOf(form)), ("username", "cas"), ("signup_password", password),
            ("signup_password_confirmation", password), ("2fa", "true"));
        var shown = System.Text.RegularExpressions.Regex.Match(await done.TextAsync(), "id=\"otp-secret\">([A-Z2-7]+)<").Groups[1].Value;
        using (await browser.LoginAsync("cas", wrong)) { }
        using (await browser.LoginAsync("cas", password)) { }
        var code = (await hub.Get<NativeAccounts>().MakeLinkAsync("cas", null, default)).Code;
        using var page = await browser.GetAsync("/hub/reset-password");
        using (await browser.PostFormAsync(
            "/hub/reset-password", ("_xsrf", await PageClient.XsrfOf(page)), ("code", code), ("new_password", password + "!"),
            ("new_password_confirmation", password + "!"))) { }

        await ShouldKeepAsync(hub, [("encryption key", key), ("password", password), ("wrong password", wrong), ("second factor", shown), ("link", code)]);
    }

    private static async Task ShouldKeepAsync(HubApplication hub, List<(string What, string Secret)> secrets)
    {
        await hub.Get<AuditTrail>().FlushAsync(default);
        var audit = string.Join('\n', (await hub.Get<IAuditStore>().PageAsync(new AuditFilter(), new(0, 1000), default)).Items
            .Select(one => $"{one.Kind} {one.Who} {one.Object} {one.Detail} {one.RequestId}"));

        foreach (var (what, secret) in secrets)
        {
            secret.ShouldNotBeNullOrEmpty(what);
            hub.Log.Text.ShouldNotContain(secret, Case.Insensitive, what);
            audit.ShouldNotContain(secret, Case.Insensitive, what);
        }

        var rows = await RowsAsync(hub.ConnectionString);
        foreach (var (what, secret) in secrets)
        {
            rows.ShouldNotContain(secret, Case.Insensitive, $"{what} in the database");
            rows.ShouldNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), Case.Insensitive, $"{what} in the database, as bytes");
        }
    }

    /// <summary>Every row of every table, as text.</summary>
    private static async Task<string> RowsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var tables = (await connection.QueryAsync<string>("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")).ToList();
        tables.Count.ShouldBeGreaterThan(20);
        var rows = new List<string?>();
        foreach (var table in tables)
            rows.Add(await connection.ExecuteScalarAsync<string?>($"SELECT string_agg(one::text, E'\\n') FROM {table} one"));
        return string.Join('\n', rows);
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
