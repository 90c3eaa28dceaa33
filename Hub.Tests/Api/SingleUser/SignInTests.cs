using System.Net;
using Hub.Api.SingleUser;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Tests.Api.SingleUser;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SignInTests : IAsyncDisposable
{
    private RunningServer server = null!;

    [SetUp]
    public async Task Start() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Test]
    public async Task A_visitor_signs_in_at_the_hub_and_comes_back_to_the_page_asked_for()
    {
        var browser = await server.BrowserAsync("ada");
        var page = await browser.OpenAsync("/user/ada/?one=1&two=%C3%A9");
        page.Status.ShouldBe(200);
        page.Path.ShouldBe("/user/ada/?one=1&two=%C3%A9");
        page.Body.ShouldContain("<dd id=\"visitor\">user ada</dd>");
        page.Body.ShouldContain("<li><code>access:servers!server=ada/</code></li>");
        page.Body.ShouldContain("<dd id=\"hub\">JupyterHub API 6.0.0</dd>");
        page.Body.ShouldContain("href=\"/hub/home\"");
        page.Body.ShouldContain("href=\"/user/ada/logout\"");
        page.Body.ShouldNotContain("<script");
    }

    [Test]
    public async Task The_way_to_the_hub_says_all_that_the_hub_wants_to_know()
    {
        var browser = await server.BrowserAsync();
        var location = (await browser.AskAsync("/user/ada/")).Location;
        location.ShouldStartWith("/hub/api/oauth2/authorize?");
        var query = QueryHelpers.ParseQuery(location[location.IndexOf('?')..]);
        query.Keys.ShouldBe(
            ["client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method"], ignoreOrder: true);
        query["client_id"].ToString().ShouldBe("jupyterhub-user-ada");
        query["redirect_uri"].ToString().ShouldBe("/user/ada/oauth_callback");
        query["response_type"].ToString().ShouldBe("code");
        query["code_challenge_method"].ToString().ShouldBe("S256");
        query["state"].ToString().Length.ShouldBeGreaterThanOrEqualTo(43);
    }

    [Test]
    public async Task The_token_lies_sealed_in_a_cookie_for_this_server_alone()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        var cookie = browser.Cookies.GetAllCookies().Single(each => each.Name == "jupyterhub-user-ada");
        cookie.HttpOnly.ShouldBeTrue();
        cookie.Path.ShouldBe("/user/ada/");
        browser.Cookies.GetAllCookies().ShouldNotContain(each => each.Name.Contains("oauth-state") && !each.Expired);
        (await browser.AskAsync("/hub/api/user", null, ("Authorization", $"token {Uri.UnescapeDataString(cookie.Value)}"))).Status.ShouldBe(403);
    }

    [Test]
    public async Task A_state_of_another_browser_is_refused()
    {
        var (own, foreign) = (await server.BrowserAsync("ada"), await server.BrowserAsync("mallory"));
        var theirs = await foreign.AskAsync((await foreign.AskAsync("/user/ada/")).Location);
        (await own.AskAsync("/user/ada/")).Status.ShouldBe(302);
        var refused = await own.AskAsync(theirs.Location);
        refused.Status.ShouldBe(403);
        refused.Body.ShouldContain("OAuth state does not match");
        own.Cookies.GetAllCookies().ShouldNotContain(cookie => cookie.Name == "jupyterhub-user-ada");
    }

    [Test]
    public async Task A_state_that_only_begins_like_ours_is_refused()
    {
        var browser = await server.BrowserAsync("ada");
        var back = (await browser.AskAsync((await browser.AskAsync("/user/ada/")).Location)).Location;
        (await browser.AskAsync(back[..^3])).Status.ShouldBe(403);
        (await browser.AskAsync(back)).Location.ShouldBe("/user/ada/");
    }

    [Test]
    public async Task A_state_is_good_once_and_for_ten_minutes()
    {
        var browser = await server.BrowserAsync("ada");
        var back = (await browser.AskAsync((await browser.AskAsync("/user/ada/")).Location)).Location;
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        (await browser.AskAsync(back)).Status.ShouldBe(403);
        back = (await browser.AskAsync((await browser.AskAsync("/user/ada/")).Location)).Location;
        (await browser.AskAsync(back)).Location.ShouldBe("/user/ada/");
        // Once more, as with the back button: the visitor is in already.
        (await browser.AskAsync(back)).Location.ShouldBe("/user/ada/");
        server.Hub.ExpireAll();
        server.Clock.Advance(VisitorCache.MaxAge);
        (await browser.AskAsync(back)).Status.ShouldBe(403);
    }

    [TestCase("?code=x", "OAuth state is missing")]
    [TestCase("?state=x", "without a code")]
    [TestCase("?error=access_denied&state=x", "Error in oauth: access_denied")]
    [TestCase("?error=access_denied&error_description=no%3Cb%3E", "Error in oauth: no&lt;b&gt;")]
    public async Task A_call_back_that_lacks_something_is_refused(string query, string message)
    {
        var answer = await (await server.BrowserAsync()).AskAsync("/user/ada/oauth_callback" + query);
        answer.Status.ShouldBe(400);
        answer.Body.ShouldContain(message);
    }

    [Test]
    public async Task A_code_that_the_hub_does_not_take_signs_nobody_in()
    {
        var browser = await server.BrowserAsync("ada");
        var back = (await browser.AskAsync((await browser.AskAsync("/user/ada/")).Location)).Location;
        var answer = await browser.AskAsync(QueryHelpers.AddQueryString(
            "/user/ada/oauth_callback", new Dictionary<string, string?> { ["code"] = "guess", ["state"] = QueryHelpers.ParseQuery(back.Split('?')[1])["state"] }));
        answer.Status.ShouldBe(500);
        answer.Body.ShouldContain("invalid_grant");
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(302);
    }

    [Test]
    public async Task Two_tabs_sign_in_at_once()
    {
        var browser = await server.BrowserAsync("ada");
        var (one, two) = ((await browser.AskAsync("/user/ada/?tab=1")).Location, (await browser.AskAsync("/user/ada/?tab=2")).Location);
        (await browser.OpenAsync(two)).Path.ShouldBe("/user/ada/?tab=2");
        (await browser.OpenAsync(one)).Status.ShouldBe(200);
    }

    [Test]
    public async Task Sign_ins_that_never_end_do_not_heap_up_cookies()
    {
        var browser = await server.BrowserAsync();
        for (var i = 0; i < 30; i++)
            await browser.AskAsync("/user/ada/");
        browser.Cookies.GetAllCookies().Count(cookie => !cookie.Expired).ShouldBeLessThan(10);
    }

    [TestCase("/user/ada//evil.example/", "/user/ada/evil.example/")]
    [TestCase("/user/ada/%5Cevil.example", "/user/ada/%5Cevil.example")]
    [TestCase("//evil.example/%2e%2e/user/ada/", null)]
    public async Task The_page_to_come_back_to_is_always_one_of_this_server(string asked, string? comesBackTo)
    {
        var browser = await server.BrowserAsync("ada");
        var first = await browser.AskAsync(asked);
        if (comesBackTo is null)
        {
            first.Status.ShouldBe(404);
            return;
        }

        var back = (await browser.AskAsync(first.Location)).Location;
        (await browser.AskAsync(back)).Location.ShouldBe(comesBackTo);
    }

    [Test]
    public async Task A_new_process_signs_its_visitors_in_again_without_a_word()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        await server.RestartAsync();
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(302);
        (await browser.OpenAsync("/user/ada/")).Status.ShouldBe(200);
    }

    [Test]
    public async Task A_forged_cookie_is_no_cookie()
    {
        var browser = await server.BrowserAsync();
        browser.Cookies.Add(new Cookie("jupyterhub-user-ada", server.Hub.Issue("ada", "access:servers"), "/user/ada/", "127.0.0.1"));
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(302);
    }
}
