using System.Net;
using Hub.Domain.Users;
using Hub.Tests.Security;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

/// <summary>The way to a provider and back, and what is kept of it.</summary>
public sealed class ExternalLoginTests : ExternalFixture
{
    [Test]
    public async Task A_login_at_the_provider_makes_a_session_and_goes_where_it_was_asked_to_go()
    {
        using var answer = await Visitor.LoginElsewhereAsync("?next=/hub/home%3Fa=1");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.TextAsync());
        answer.Place().ShouldBe("/hub/home?a=1");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        using var home = await Visitor.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");
        Provider.LastAuthorize.ShouldContainKeyAndValue("prompt", "login");
        Provider.LastAuthorize["state"].ShouldNotBe("fixed");
        Provider.LastAuthorize["code_challenge_method"].ShouldBe("S256");
        Provider.LastTokenRequest.ShouldContainKeyAndValue("resource", "hub");
        Provider.LastTokenRequest.ShouldContainKeyAndValue("client_secret", "s3cret/+ value");
    }

    [Test]
    public async Task Without_a_next_nothing_of_the_callback_s_address_comes_along()
    {
        using var answer = await Visitor.LoginElsewhereAsync();
        answer.Place().ShouldBe("/hub/spawn");
    }

    [Test]
    public async Task The_login_page_has_a_button_and_no_form()
    {
        using var page = await Visitor.GetAsync("/hub/login?next=/hub/home");
        var html = await page.TextAsync();
        html.ShouldContain("href=\"/hub/oauth_login?next=%2Fhub%2Fhome\"");
        html.ShouldContain("Sign in with OAuth 2.0");
        html.ShouldNotContain("type=\"password\"");
    }

    [Test]
    public async Task A_state_holds_for_one_answer()
    {
        var callback = await Visitor.CallbackAsync();
        using var first = await Visitor.GetAsync(callback);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var second = await Visitor.GetAsync(callback);
        await ShouldRefuse(second, 400, "OAuth state does not match");
    }

    [Test]
    public async Task An_answer_for_another_browser_is_refused()
    {
        using var attacker = new PageClient(App.Port);
        var callback = await attacker.CallbackAsync();
        using var answer = await Visitor.GetAsync(callback);
        await ShouldRefuse(answer, 400, "OAuth state does not match");
        Visitor.Cookie("jupyterhub-hub-login").ShouldBeNull();
    }

    [TestCase("/hub/oauth_callback", "OAuth state is missing")]
    [TestCase("/hub/oauth_callback?code=1", "OAuth state is missing")]
    [TestCase("/hub/oauth_callback?code=1&state=made-up", "OAuth state does not match")]
    [TestCase("/hub/oauth_callback?error=access_denied&error_description=You+%3Cb%3Esaid+no", "OAuth callback error: You &lt;b&gt;said no")]
    public async Task A_callback_that_is_wrong_is_a_bad_request(string target, string message)
    {
        using var answer = await Visitor.GetAsync(target);
        await ShouldRefuse(answer, 400, message);
    }

    [Test]
    public async Task A_state_ends_after_an_hour()
    {
        var callback = await Visitor.CallbackAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(61));
        using var answer = await Visitor.GetAsync(callback);
        await ShouldRefuse(answer, 400, "OAuth state does not match");
    }

    [Test]
    [Advisory("CVE-2026-34052")]
    public async Task However_many_logins_a_browser_begins_it_keeps_few_and_the_hub_none()
    {
        var first = await Visitor.CallbackAsync();
        for (var i = 0; i < 9; i++)
            await Visitor.CallbackAsync("?next=/hub/" + new string('x', 5000));
        Visitor.Cookies.GetAllCookies().Count(cookie => cookie.Name.StartsWith("oauthenticator-state")).ShouldBeLessThanOrEqualTo(4);
        Visitor.Cookies.GetAllCookies().ShouldAllBe(cookie => cookie.Name.Length + cookie.Value.Length < 4000);
        using var forgotten = await Visitor.GetAsync(first);
        forgotten.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var last = await Visitor.LoginElsewhereAsync();
        last.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task What_is_kept_is_encrypted_and_shown_to_those_who_may_see_it()
    {
        (await Visitor.LoginElsewhereAsync()).Dispose();
        var user = (await App.Get<IUserStore>().FindAsync("ada", default))!;
        var kept = System.Text.Encoding.ASCII.GetString((await App.Get<IUserStore>().AuthStateAsync(user.Id, default))!);
        kept.ShouldStartWith("gAAAAA");
        kept.ShouldNotContain("access");
        await SignInAsync("chief");
        using var admin = new TokenClient(App.Port, await MintedTokens.OfAsync(App, "chief", "admin:users"));
        var seen = await admin.GetAsync("users/ada");
        seen.Text.ShouldContain("\"access_token\":\"access-0\"");
        seen.Text.ShouldContain("\"oauth_user\":{");
        using var reader = new TokenClient(App.Port, await MintedTokens.OfAsync(App, "chief", "read:users"));
        (await reader.GetAsync("users/ada")).Text.ShouldNotContain("auth_state");
        (await admin.PatchAsync("users/ada", """{"auth_state": {"mine": 1}}""")).Text.ShouldContain("\"auth_state\":{\"mine\":1}");
    }

    private async Task SignInAsync(string name)
    {
        using var other = new PageClient(App.Port);
        Provider.Claims["preferred_username"] = name;
        (await other.LoginElsewhereAsync()).Dispose();
    }
}
