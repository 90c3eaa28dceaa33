using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Spawners;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Pages;

/// <summary>Which requests with a login cookie get through, by method and by what the browser says of them.</summary>
public sealed class XsrfMatrixTests
{
    private HubApplication hub = null!;
    private PageClient browser = null!;
    private string xsrf = "";

    [OneTimeSetUp]
    public async Task StartHub()
    {
        hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy" },
            Spawner = new SpawnerOptions { OptionsForm = "<input name=\"size\">" },
        });
        browser = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        using var home = await browser.GetAsync("/hub/home");
        xsrf = await PageClient.XsrfOf(home);
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        browser.Dispose();
        await hub.DisposeAsync();
    }

    [TestCase("GET", "/hub/api/user", null, null, true)]
    [TestCase("GET", "/hub/api/user", "navigate", null, true)]
    [TestCase("GET", "/hub/api/user", "cors", "same-origin", false)]
    [TestCase("GET", "/hub/api/user", "no-cors", "same-origin", true)]
    [TestCase("GET", "/hub/api/user", "no-cors", "same-site", false)]
    [TestCase("GET", "/hub/api/user", "no-cors", "cross-site", false)]
    [TestCase("GET", "/hub/api/user", "same-origin", "same-origin", false)]
    [TestCase("GET", "/hub/api/user", "websocket", "cross-site", true)]
    [TestCase("POST", "/hub/api/users/ada/tokens", null, null, false)]
    [TestCase("POST", "/hub/api/users/ada/tokens", "navigate", "cross-site", false)]
    [TestCase("POST", "/hub/api/users/ada/tokens", "no-cors", "same-origin", false)]
    [TestCase("DELETE", "/hub/api/users/ada/server", "cors", "same-origin", false)]
    [TestCase("GET", "/hub/home", "cors", "same-origin", true)]
    [TestCase("GET", "/hub/home", "no-cors", "cross-site", true)]
    [TestCase("POST", "/hub/spawn", null, null, false)]
    [TestCase("POST", "/hub/spawn", "navigate", "same-origin", false)]
    [TestCase("POST", "/hub/spawn", "no-cors", "cross-site", false)]
    [TestCase("POST", "/hub/spawn", "no-cors", "same-origin", false)]
    [TestCase("POST", "/hub/api/oauth2/authorize", "no-cors", "cross-site", false)]
    [TestCase("POST", "/hub/login", "no-cors", "cross-site", false)]
    [TestCase("POST", "/hub/security/csp-report", "no-cors", "cross-site", false)]
    public async Task What_gets_through_without_proof(string method, string path, string? mode, string? site, bool through)
    {
        using var bare = await SendAsync(method, path, mode, site);
        if (through)
        {
            bare.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }

        bare.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Other tries at it, which do not help.
        foreach (var wrong in new[] { "", "x", new string('0', 97) })
            (await SendAsync(method, path, mode, site, ("X-XSRFToken", wrong))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [TestCase("X-XSRFToken")]
    [TestCase("X-CSRFToken")]
    public async Task A_header_with_the_cookies_value_is_proof(string header)
    {
        using var answer = await SendAsync("POST", "/hub/api/users/ada/tokens", "cors", "same-origin", (header, xsrf));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Test]
    public async Task So_is_a_value_in_the_address()
    {
        using var answer = await SendAsync("GET", $"/hub/api/user?_xsrf={xsrf}", "cors", "same-origin");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task The_messages_say_what_is_wrong()
    {
        using var missing = await SendAsync("POST", "/hub/api/users/ada/tokens", null, null);
        (await missing.TextAsync()).ShouldContain("'_xsrf' argument missing from POST");
        using var wrong = await SendAsync("POST", "/hub/api/users/ada/tokens", null, null, ("X-XSRFToken", "x"));
        (await wrong.TextAsync()).ShouldContain("XSRF cookie does not match POST argument");
    }

    [Test]
    public async Task The_value_of_another_user_or_of_nobody_is_no_proof()
    {
        using var stranger = new PageClient(hub.Port);
        using var form = await stranger.GetAsync("/hub/login");
        var before = await PageClient.XsrfOf(form);
        await stranger.LoginAsync("bob");
        using var home = await stranger.GetAsync("/hub/home");
        foreach (var foreign in new[] { before, await PageClient.XsrfOf(home) })
        {
            using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false });
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{hub.Port}/hub/api/users/ada/tokens");
            // The attacker has planted the cookie, too.
            request.Headers.Add("Cookie", $"jupyterhub-hub-login={browser.Cookie("jupyterhub-hub-login")}; _xsrf={foreign}");
            request.Headers.Add("X-XSRFToken", foreign);
            request.Headers.Add("User-Agent", "WebClient/1");
            using var answer = await bare.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Test]
    public async Task A_planted_cookie_beside_the_good_one_does_not_lock_the_user_out()
    {
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        foreach (var cookies in new[] { $"_xsrf=planted; _xsrf={xsrf}", $"_xsrf={xsrf}; _xsrf=planted" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{hub.Port}/hub/api/users/ada/tokens");
            request.Headers.Add("Cookie", $"jupyterhub-hub-login={browser.Cookie("jupyterhub-hub-login")}; {cookies}");
            request.Headers.Add("X-XSRFToken", xsrf);
            using var answer = await bare.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        }
    }

    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("text/plain")]
    [TestCase("multipart/form-data; boundary=x")]
    public async Task A_form_of_another_site_is_nobodys(string type)
    {
        using var content = new StringContent("{}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var answer = await browser.SendAsync(HttpMethod.Post, "/hub/api/groups/mine", content, ("X-XSRFToken", xsrf));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.TextAsync()).ShouldContain("Missing or invalid credentials.");
    }

    [Test]
    public async Task A_script_asking_for_a_page_leaves_the_cookie_alone()
    {
        using var stranger = new PageClient(hub.Port);
        using var page = await stranger.GetAsync("/hub/login", ("Sec-Fetch-Mode", "cors"));
        page.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [TestCase("cors", false)]
    [TestCase("same-origin", false)]
    [TestCase("no-cors", false)]
    [TestCase("navigate", true)]
    [TestCase("", true)]
    public async Task A_page_that_a_script_asks_for_holds_no_proof(string mode, bool holds)
    {
        foreach (var path in new[] { "/hub/home", "/hub/token", "/hub/spawn" })
        {
            using var page = await SendAsync("GET", path, mode.Length == 0 ? null : mode, null);
            (await page.TextAsync()).Contains(xsrf, StringComparison.Ordinal).ShouldBe(holds, path);
        }
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? mode, string? site, params (string, string)[] more)
    {
        List<(string, string)> headers = [.. more];
        if (mode is not null)
            headers.Add(("Sec-Fetch-Mode", mode));
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));
        return browser.SendAsync(new HttpMethod(method), path, null, [.. headers]);
    }
}
