using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Api.Login;

/// <summary>Settings of logins that each need a hub of their own.</summary>
public sealed class LoginSettingsTests
{
    private static readonly OAuthenticatorOptions Elsewhere = new()
    {
        ClientId = "the-hub",
        AuthorizeUrl = "https://sso.example/a",
        TokenUrl = "https://sso.example/t",
        UserdataUrl = "https://sso.example/u",
    };

    [Test]
    public async Task With_auto_login_the_page_is_skipped_but_not_right_after_a_logout()
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "generic-oauth", AutoLogin = true });
        using var browser = new PageClient(hub.Port);
        using var login = await browser.GetAsync("/hub/login?next=/hub/home");
        login.Place().ShouldBe("/hub/oauth_login?next=%2Fhub%2Fhome");
        using var logout = await browser.GetAsync("/hub/logout");
        logout.Place().ShouldBe("/hub/logged-out");
        using var page = await browser.GetAsync("/hub/logged-out");
        (await page.TextAsync()).ShouldContain("You are signed out");
    }

    [TestCase("/hub/api/oauth2/authorize?client_id=x", true)]
    [TestCase("/hub/home", false)]
    public async Task The_page_may_be_skipped_only_for_servers_that_ask_who_somebody_is(string next, bool skipped)
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "generic-oauth", AutoLoginOauth2Authorize = true });
        using var browser = new PageClient(hub.Port);
        using var login = await browser.GetAsync($"/hub/login?next={Uri.EscapeDataString(next)}");
        (login.StatusCode == HttpStatusCode.Redirect).ShouldBe(skipped);
    }

    [Test]
    public async Task A_logout_goes_where_the_provider_ends_its_session()
    {
        await using var hub = await StartAsync(
            new AuthenticatorOptions { AuthenticatorClass = "generic-oauth" }, Elsewhere with { LogoutRedirectUrl = "https://sso.example/bye" });
        using var browser = new PageClient(hub.Port);
        using var logout = await browser.GetAsync("/hub/logout");
        logout.Place().ShouldBe("https://sso.example/bye");
    }

    [Test]
    public async Task The_form_asks_for_a_one_time_password_where_that_is_wanted()
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "dummy", RequestOtp = true, OtpPrompt = "Code <6>:" });
        using var browser = new PageClient(hub.Port);
        using var page = await browser.GetAsync("/hub/login");
        (await page.TextAsync()).ShouldContain("Code &lt;6&gt;:</label>");
    }

    [Test]
    public async Task Where_state_is_to_be_kept_a_hub_without_a_key_does_not_start()
    {
        var refused = await Should.ThrowAsync<ArgumentException>(() => StartAsync(new AuthenticatorOptions { AuthenticatorClass = "dummy", EnableAuthState = true }));
        refused.Message.ShouldContain("JUPYTERHUB_CRYPT_KEY");
    }

    [Test]
    public async Task Keys_can_be_changed_without_losing_what_is_kept()
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "dummy" });
        var users = hub.Get<IUserStore>();
        var ada = await users.SignedInAsync("ada", null, default);
        await Keeper(hub, "a").WriteAsync(ada, new JsonObject { ["x"] = 1 }, default);
        var old = (await users.AuthStateAsync(ada.Id, default))!;
        (await Keeper(hub, "b").ReadAsync(ada, default)).ShouldBeNull();
        (await Keeper(hub, "b", "a").ReadAsync(ada, default))!.ToJsonString().ShouldBe("""{"x":1}""");
        // What was read with the old key needs it no longer.
        (await users.AuthStateAsync(ada.Id, default)).ShouldNotBe(old);
        (await Keeper(hub, "b").ReadAsync(ada, default))!.ToJsonString().ShouldBe("""{"x":1}""");
        Encoding.ASCII.GetString(old).ShouldNotContain("\"x\"");
    }

    [Test]
    public async Task What_was_kept_is_cleared_by_a_login_once_nothing_is_to_be_kept()
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "dummy" });
        var users = hub.Get<IUserStore>();
        var ada = await users.SignedInAsync("ada", null, default);
        await Keeper(hub, "a").WriteAsync(ada, new JsonObject { ["x"] = 1 }, default);
        using var browser = new PageClient(hub.Port);
        (await browser.LoginAsync("ada")).Dispose();
        (await users.AuthStateAsync(ada.Id, default)).ShouldBeNull();
    }

    [Test]
    public async Task Users_whose_names_are_no_longer_valid_are_removed_where_that_is_wanted()
    {
        await using var hub = await StartAsync(new AuthenticatorOptions { AuthenticatorClass = "dummy" });
        var users = hub.Get<IUserStore>();
        await users.CreateAsync(["ann", "ann2", "bob"], admin: false, default);
        foreach (var wanted in new[] { false, true })
        {
            var options = new AuthenticatorOptions { UsernamePattern = "[a-z]+", DeleteInvalidUsers = wanted };
            await new InvalidUsers(users, new UserNames(new Dictionary<string, string>(), options.UsernamePattern), options, NullLogger<InvalidUsers>.Instance)
                .RemoveAsync(default);
            (await users.FindAsync("ann2", default) is null).ShouldBe(wanted);
        }

        (await users.FindAsync("ann", default)).ShouldNotBeNull();
        (await users.FindAsync("bob", default)).ShouldNotBeNull();
    }

    [Test]
    public async Task A_start_removes_them_but_for_those_whose_server_runs()
    {
        await using var machine = new TinyServers();
        var spawner = new TinySpawner(machine);
        await using var before = await HubApplication.StartAsync(ApiFixture.Basis, services => services.Replace(ServiceDescriptor.Singleton<ISpawner>(spawner)));
        using var admin = new TokenClient(before.Port, await MintedTokens.OfAsync(before, "admin", "inherit"));
        await admin.PostAsync("users", """{"usernames": ["ann", "ann2", "runs2"]}""");
        (await admin.PostAsync("users/runs2/server")).ShouldBe(201);
        await using var after = await HubApplication.StartAsync(
            ApiFixture.Basis with { Authenticator = ApiFixture.Basis.Authenticator with { UsernamePattern = "[a-z]+", DeleteInvalidUsers = true } },
            services => services.Replace(ServiceDescriptor.Singleton<ISpawner>(spawner)), before);
        (await admin.GetAsync("users")).Json.Select(user => user.Value<string>("name")).ShouldBe(["admin", "ann", "runs2"], ignoreOrder: true);
        after.Log.Text.ShouldContain("Removing the user 'ann2', whose name is not valid");
    }

    private static AuthStateKeeper Keeper(HubApplication hub, params string[] keys) => new(
        new AuthenticatorOptions { EnableAuthState = true }, new CryptKeys(new CryptOptions { Keys = [.. keys.Select(key => new string(key[0], 64))] }, TimeProvider.System),
        hub.Get<IUserStore>(), NullLogger<AuthStateKeeper>.Instance);

    private static Task<HubApplication> StartAsync(AuthenticatorOptions rules, OAuthenticatorOptions? common = null) =>
        HubApplication.StartAsync(new HubConfiguration { Authenticator = rules, OAuth = common ?? Elsewhere });
}
