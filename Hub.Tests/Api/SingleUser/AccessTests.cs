using System.Text.Json.Nodes;
using Hub.Api.SingleUser;

namespace Hub.Tests.Api.SingleUser;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AccessTests : IAsyncDisposable
{
    private RunningServer server = null!;

    [SetUp]
    public async Task Start() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Test]
    public async Task A_user_without_access_is_known_and_not_let_in()
    {
        var page = await (await server.BrowserAsync("mallory")).OpenAsync("/user/ada/");
        page.Status.ShouldBe(403);
        page.Body.ShouldContain("user mallory is not allowed.");
        page.Body.ShouldNotContain("id=\"scopes\"");
    }

    [TestCase(true, "access:servers")]
    [TestCase(true, "access:servers!user=ada")]
    [TestCase(true, "access:servers!server=ada/")]
    [TestCase(true, "shares!user=ada")]
    [TestCase(false, "access:servers!server=ada/other")]
    [TestCase(false, "access:servers!user=bob")]
    [TestCase(false, "access:servers!group=class")]
    [TestCase(false, "access:services")]
    [TestCase(false, "admin:users")]
    [TestCase(false)]
    public async Task Whether_a_token_lets_in_is_decided_by_its_scopes(bool allowed, params string[] scopes)
    {
        var answer = await WithToken(server.Hub.Issue("ada", scopes));
        answer.Status.ShouldBe(allowed ? 200 : 403);
    }

    [TestCase("token {0}", 200)]
    [TestCase("Bearer {0}", 200)]
    [TestCase("Basic {0}", 403)]
    [TestCase("token wrong", 403)]
    public async Task A_token_in_the_header_is_enough(string header, int status)
    {
        var token = server.Hub.Issue("ada", "access:servers!user=ada");
        var answer = await (await server.BrowserAsync()).AskAsync(
            "/user/ada/api/status", null, ("Authorization", string.Format(System.Globalization.CultureInfo.InvariantCulture, header, token)));
        answer.Status.ShouldBe(status);
        if (status == 200)
            JsonNode.Parse(answer.Body)!["kernels"]!.GetValue<int>().ShouldBe(0);
        else
            JsonNode.Parse(answer.Body)!["message"]!.GetValue<string>().ShouldBe("Missing or invalid credentials.");
    }

    [Test]
    public async Task A_token_in_the_address_is_none()
    {
        var browser = await server.BrowserAsync();
        var token = server.Hub.Issue("ada", "access:servers!user=ada");
        (await browser.AskAsync($"/user/ada/?token={token}")).Status.ShouldBe(302);
        (await browser.AskAsync($"/user/ada/api/status?token={token}")).Status.ShouldBe(403);
        server.Hub.TimesAskedWho.ShouldBe(0);
    }

    [TestCase("cors")]
    [TestCase("same-origin")]
    [TestCase("no-cors")]
    [TestCase("websocket")]
    public async Task A_script_cannot_use_the_cookie(string mode)
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        (await browser.AskAsync("/user/ada/", null, ("Sec-Fetch-Mode", mode))).Status.ShouldBe(403);
        (await browser.AskAsync("/user/ada/", null, ("Sec-Fetch-Mode", "navigate"))).Status.ShouldBe(200);
    }

    [Test]
    public async Task The_hub_is_asked_once_in_five_minutes()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        server.Clock.Advance(TimeSpan.FromSeconds(299));
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(200);
        server.Hub.TimesAskedWho.ShouldBe(1);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(200);
        server.Hub.TimesAskedWho.ShouldBe(2);
    }

    [Test]
    public async Task A_token_that_expired_at_the_hub_ends_the_visit()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        server.Hub.ExpireAll();
        server.Clock.Advance(VisitorCache.MaxAge);
        var answer = await browser.AskAsync("/user/ada/");
        answer.Location.ShouldStartWith("/hub/api/oauth2/authorize");
        browser.Cookies.GetAllCookies().ShouldNotContain(cookie => cookie.Name == "jupyterhub-user-ada" && !cookie.Expired);
    }

    [Test]
    public async Task A_logout_at_the_hub_ends_the_visit_at_once()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        await browser.AskAsync("/hub/logout");
        (await browser.OpenAsync("/user/ada/")).Body.ShouldBe("please log in");
    }

    [Test]
    public async Task A_logout_here_goes_on_to_the_hub()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        (await browser.AskAsync("/user/ada/logout")).Location.ShouldBe("/hub/logout");
        browser.Cookies.GetAllCookies().ShouldNotContain(cookie => cookie.Name == "jupyterhub-user-ada" && !cookie.Expired);
        (await browser.OpenAsync("/user/ada/logout")).Body.ShouldBe("logged out");
        (await browser.OpenAsync("/user/ada/")).Body.ShouldBe("please log in");
    }

    [Test]
    public async Task A_hub_in_trouble_is_said_to_be()
    {
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        server.Clock.Advance(VisitorCache.MaxAge);
        server.Hub.Failing = 1;
        var answer = await browser.AskAsync("/user/ada/");
        answer.Status.ShouldBe(502);
        answer.Body.ShouldContain("The hub does not say who you are: 503");
        (await browser.AskAsync("/user/ada/")).Status.ShouldBe(200);
    }

    [Test]
    public async Task A_hub_that_is_gone_is_said_to_be()
    {
        await server.Hub.DisposeAsync();
        var answer = await WithToken("any");
        answer.Status.ShouldBe(500);
        answer.Body.ShouldContain("Failed to reach the hub");
    }

    private async Task<FakeBrowser.Answer> WithToken(string token) =>
        await (await server.BrowserAsync()).AskAsync("/user/ada/", null, ("Authorization", $"token {token}"));
}
