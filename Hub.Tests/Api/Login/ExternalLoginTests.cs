using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Authenticators.OAuth;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Hub.Tests.Security;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>Logins at a provider that can be made to do anything; the honest one is in the journeys.</summary>
public sealed class ExternalLoginTests
{
    private FakeProvider provider = null!;
    private HubApplication hub = null!;
    private PageClient browser = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        provider = await FakeProvider.StartAsync();
        hub = await HubApplication.StartAsync(new HubConfiguration
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
                Issuer = provider.Url,
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
        provider.Clock = hub.Clock;
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        await hub.DisposeAsync();
        await provider.DisposeAsync();
    }

    [SetUp]
    public void OpenBrowser()
    {
        provider.Reset();
        provider.Claims = new JsonObject { ["sub"] = "1234", ["preferred_username"] = "Ada" };
        browser = new PageClient(hub.Port);
    }

    [TearDown]
    public void CloseBrowser() => browser.Dispose();

    [Test]
    public async Task A_login_at_the_provider_makes_a_session_and_goes_where_it_was_asked_to_go()
    {
        using var answer = await browser.LoginElsewhereAsync("?next=/hub/home%3Fa=1");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.TextAsync());
        answer.Place().ShouldBe("/hub/home?a=1");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");
        provider.LastAuthorize.ShouldContainKeyAndValue("prompt", "login");
        provider.LastAuthorize["state"].ShouldNotBe("fixed");
        provider.LastAuthorize["code_challenge_method"].ShouldBe("S256");
        provider.LastTokenRequest.ShouldContainKeyAndValue("resource", "hub");
        provider.LastTokenRequest.ShouldContainKeyAndValue("client_secret", "s3cret/+ value");
    }

    [Test]
    public async Task Without_a_next_nothing_of_the_callback_s_address_comes_along()
    {
        using var answer = await browser.LoginElsewhereAsync();
        answer.Place().ShouldBe("/hub/spawn");
    }

    [Test]
    public async Task The_login_page_has_a_button_and_no_form()
    {
        using var page = await browser.GetAsync("/hub/login?next=/hub/home");
        var html = await page.TextAsync();
        html.ShouldContain("href=\"/hub/oauth_login?next=%2Fhub%2Fhome\"");
        html.ShouldContain("Sign in with OAuth 2.0");
        html.ShouldNotContain("type=\"password\"");
    }

    [Test]
    public async Task A_state_holds_for_one_answer()
    {
        var callback = await browser.CallbackAsync();
        using var first = await browser.GetAsync(callback);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var second = await browser.GetAsync(callback);
        await ShouldRefuse(second, 400, "OAuth state does not match");
    }

    [Test]
    public async Task An_answer_for_another_browser_is_refused()
    {
        using var attacker = new PageClient(hub.Port);
        var callback = await attacker.CallbackAsync();
        using var answer = await browser.GetAsync(callback);
        await ShouldRefuse(answer, 400, "OAuth state does not match");
        browser.Cookie("jupyterhub-hub-login").ShouldBeNull();
    }

    [TestCase("/hub/oauth_callback", "OAuth state is missing")]
    [TestCase("/hub/oauth_callback?code=1", "OAuth state is missing")]
    [TestCase("/hub/oauth_callback?code=1&state=made-up", "OAuth state does not match")]
    [TestCase("/hub/oauth_callback?error=access_denied&error_description=You+%3Cb%3Esaid+no", "OAuth callback error: You &lt;b&gt;said no")]
    public async Task A_callback_that_is_wrong_is_a_bad_request(string target, string message)
    {
        using var answer = await browser.GetAsync(target);
        await ShouldRefuse(answer, 400, message);
    }

    [Test]
    public async Task A_state_ends_after_an_hour()
    {
        var callback = await browser.CallbackAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(61));
        using var answer = await browser.GetAsync(callback);
        await ShouldRefuse(answer, 400, "OAuth state does not match");
    }

    [Test]
    [Advisory("CVE-2026-34052")]
    public async Task However_many_logins_a_browser_begins_it_keeps_few_and_the_hub_none()
    {
        var first = await browser.CallbackAsync();
        for (var i = 0; i < 9; i++)
            await browser.CallbackAsync("?next=/hub/" + new string('x', 5000));
        browser.Cookies.GetAllCookies().Count(cookie => cookie.Name.StartsWith("oauthenticator-state")).ShouldBeLessThanOrEqualTo(4);
        browser.Cookies.GetAllCookies().ShouldAllBe(cookie => cookie.Name.Length + cookie.Value.Length < 4000);
        using var forgotten = await browser.GetAsync(first);
        forgotten.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var last = await browser.LoginElsewhereAsync();
        last.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A_user_no_rule_lets_in_reads_the_configured_message()
    {
        provider.Claims["preferred_username"] = "eve";
        using var answer = await browser.LoginElsewhereAsync();
        await ShouldRefuse(answer, 403, "Ask the help desk.");
        (await hub.Get<IUserStore>().FindAsync("eve", default)).ShouldBeNull();
    }

    [TestCase("another signature")]
    [TestCase("no signature")]
    [TestCase("the public key as a secret")]
    [TestCase("another nonce")]
    [TestCase("no nonce")]
    [TestCase("past its end")]
    [TestCase("no end")]
    [TestCase("another audience")]
    [TestCase("another party among the audiences")]
    [TestCase("another issuer")]
    [TestCase("another subject than the user data")]
    public async Task An_identity_token_that_is_not_right_is_refused(string what)
    {
        Forge(what);
        using var answer = await browser.LoginElsewhereAsync();
        await ShouldRefuse(answer, 403, "could not be verified");
        browser.Cookie("jupyterhub-hub-login").ShouldBeNull();
    }

    [TestCase("staff", true)]
    [TestCase("Staff", false)]
    [TestCase("staf", false)]
    [TestCase("staffs", false)]
    [TestCase("", false)]
    public async Task A_group_lets_in_by_its_whole_name(string group, bool allowed)
    {
        (provider.Claims["preferred_username"], provider.Claims["groups"]) = ("grouped", new JsonArray(group));
        using var answer = await browser.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(allowed ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden);
    }

    [TestCase("\"staff\"")]
    [TestCase("{\"staff\": true}")]
    [TestCase("[[\"staff\"]]")]
    [TestCase("[null, 1]")]
    [TestCase("null")]
    public async Task Groups_that_are_no_list_of_names_are_no_groups(string groups)
    {
        (provider.Claims["preferred_username"], provider.Claims["groups"]) = ("grouped", JsonNode.Parse(groups));
        using var answer = await browser.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [TestCase("a@uni.example", "true", true)]
    [TestCase("a@UNI.example", "\"true\"", true)]
    [TestCase("a@uni.example", "false", false)]
    [TestCase("a@uni.example", "null", false)]
    [TestCase("a@uni.example", "1", false)]
    [TestCase("a@evil-uni.example", "true", false)]
    [TestCase("a@sub.uni.example", "true", false)]
    [TestCase("a@uni.example@evil.example", "true", false)]
    public async Task A_domain_lets_in_only_by_a_verified_address(string email, string verified, bool allowed)
    {
        (provider.Claims["preferred_username"], provider.Claims["email"], provider.Claims["email_verified"]) = ("mailer", email, JsonNode.Parse(verified));
        using var answer = await browser.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(allowed ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden);
    }

    [TestCase("mallory")]
    [TestCase("MALLORY")]
    public async Task A_blocked_name_stays_out_whatever_lets_it_in(string name)
    {
        (provider.Claims["preferred_username"], provider.Claims["groups"]) = (name, new JsonArray("staff", "wheel"));
        using var answer = await browser.LoginElsewhereAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Groups_make_admins_and_take_that_back_but_not_from_those_who_are_named()
    {
        (provider.Claims["preferred_username"], provider.Claims["groups"]) = ("ada", new JsonArray("wheel", "blue"));
        (await browser.LoginElsewhereAsync()).Dispose();
        (await hub.Get<IUserStore>().FindAsync("ada", default))!.Admin.ShouldBeTrue();
        provider.Claims["groups"] = new JsonArray("blue");
        (await browser.LoginElsewhereAsync()).Dispose();
        (await hub.Get<IUserStore>().FindAsync("ada", default))!.Admin.ShouldBeFalse();
        provider.Claims["preferred_username"] = "chief";
        (await browser.LoginElsewhereAsync()).Dispose();
        (await hub.Get<IUserStore>().FindAsync("chief", default))!.Admin.ShouldBeTrue();
    }

    [Test]
    public async Task What_is_kept_is_encrypted_and_shown_to_those_who_may_see_it()
    {
        (await browser.LoginElsewhereAsync()).Dispose();
        var user = (await hub.Get<IUserStore>().FindAsync("ada", default))!;
        var kept = System.Text.Encoding.ASCII.GetString((await hub.Get<IUserStore>().AuthStateAsync(user.Id, default))!);
        kept.ShouldStartWith("gAAAAA");
        kept.ShouldNotContain("access");
        await SignInAsync("chief");
        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "chief", "admin:users"));
        var seen = await admin.GetAsync("users/ada");
        seen.Text.ShouldContain("\"access_token\":\"access-0\"");
        seen.Text.ShouldContain("\"oauth_user\":{");
        using var reader = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "chief", "read:users"));
        (await reader.GetAsync("users/ada")).Text.ShouldNotContain("auth_state");
        (await admin.PatchAsync("users/ada", """{"auth_state": {"mine": 1}}""")).Text.ShouldContain("\"auth_state\":{\"mine\":1}");
    }

    [Test]
    public async Task After_a_while_the_provider_is_asked_again_and_its_no_ends_the_login()
    {
        (await browser.LoginElsewhereAsync()).Dispose();
        (provider.TakesTokens, provider.TakesRefreshTokens) = (false, false);
        using (var still = await browser.GetAsync("/hub/home"))
            still.StatusCode.ShouldBe(HttpStatusCode.OK);
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await browser.GetAsync("/hub/home");
        home.Place().ShouldBe("/hub/login?next=%2Fhub%2Fhome");
    }

    [Test]
    public async Task A_token_that_ran_out_is_renewed_and_what_the_provider_says_now_holds()
    {
        provider.Claims["groups"] = new JsonArray("blue");
        (await browser.LoginElsewhereAsync()).Dispose();
        (provider.TakesTokens, provider.Claims["groups"]) = (false, new JsonArray("green"));
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);

        provider.Refreshes.ShouldBe(1);
        var user = (await hub.Get<IUserStore>().FindAsync("ada", default))!;
        var state = (await hub.Get<AuthStateKeeper>().ReadAsync(user, default))!;
        state["access_token"]!.ToString().ShouldBe("access-1");
        state["refresh_token"]!.ToString().ShouldBe("refresh-1");
        (await GroupsOf("ada")).ShouldBe(["green"]);
    }

    [Test]
    public async Task A_provider_that_is_away_signs_nobody_out()
    {
        (await browser.LoginElsewhereAsync()).Dispose();
        provider.Answers["/userinfo"] = (503, "down for a moment");
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_server_is_not_started_for_a_login_that_is_over()
    {
        (await browser.LoginElsewhereAsync()).Dispose();
        (provider.TakesTokens, provider.TakesRefreshTokens) = (false, false);
        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "ada", "inherit"));
        (await admin.PostAsync("users/ada/server")).ShouldFail(403, "auth has expired for ada, login again");
    }

    /// <summary>Nobody acts whom the provider has never vouched for, not even with a token.</summary>
    [Test]
    public async Task A_token_of_a_user_who_has_never_signed_in_does_nothing()
    {
        await hub.Get<IUserStore>().CreateAsync(["ghost"], admin: false, default);
        using var ghost = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "ghost", "inherit"));
        (await ghost.GetAsync("user")).ShouldFail(403);
    }

    private async Task SignInAsync(string name)
    {
        using var other = new PageClient(hub.Port);
        provider.Claims["preferred_username"] = name;
        (await other.LoginElsewhereAsync()).Dispose();
    }

    private async Task<IReadOnlyList<string>> GroupsOf(string name) => (await hub.Get<IUserSnapshots>().FindAsync(name, false, default))!.Groups;

    private void Forge(string what)
    {
        switch (what)
        {
            case "another signature":
                provider.SignsWithAnotherKey = true;
                break;
            case "no signature":
                provider.Algorithm = "none";
                break;
            case "the public key as a secret":
                provider.Algorithm = "HS256";
                break;
            default:
                provider.Token = claims => Forge(what, claims, hub.Clock);
                break;
        }
    }

    private static void Forge(string what, Dictionary<string, object> claims, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        object? value = what switch
        {
            "another nonce" => claims["nonce"] = "that of another login",
            "no nonce" => claims.Remove("nonce"),
            "past its end" => claims["exp"] = now - 120,
            "no end" => claims.Remove("exp"),
            "another audience" => claims["aud"] = "another-hub",
            "another party among the audiences" => claims["azp"] = "another-hub",
            "another issuer" => claims["iss"] = "https://issuer.example",
            _ => claims["sub"] = "4321",
        };
        value.ShouldNotBeNull();
    }

    private static async Task ShouldRefuse(HttpResponseMessage answer, int status, string message)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.TextAsync()).ShouldContain(message);
    }
}
