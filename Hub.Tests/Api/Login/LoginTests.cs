using System.Net;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Login;

public sealed class LoginTests
{
    private HubApplication hub = null!;
    private PageClient browser = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(new HubConfiguration
    {
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy", DummyPassword = "password", BlockedUsers = new HashSet<string> { "mallory" } },
    });

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [SetUp]
    public void OpenBrowser() => browser = new PageClient(hub.Port);

    [TearDown]
    public void CloseBrowser() => browser.Dispose();

    [Test]
    public async Task The_form_holds_the_value_of_its_cookie_and_the_name_that_was_asked_for()
    {
        using var page = await browser.GetAsync("/hub/login?username=%22%3E%3Cimg%3E&next=/hub/home%22%3E%3Cimg%3E");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.TextAsync();
        html.ShouldContain($"name=\"_xsrf\" value=\"{browser.Cookie("_xsrf")}\"");
        html.ShouldContain("value=\"&quot;&gt;&lt;img&gt;\"");
        html.ShouldContain("action=\"/hub/login?next=%2Fhub%2Fhome%22%3E%3Cimg%3E\"");
        html.ShouldNotContain("<img>");
        page.Headers.GetValues("Set-Cookie").Single().ShouldContain("max-age=3600");
        page.Headers.GetValues("Set-Cookie").Single().ShouldContain("path=/hub/");
    }

    [Test]
    public async Task A_form_shown_again_is_an_hour_from_its_end_again_and_keeps_its_value()
    {
        using var first = await browser.GetAsync("/hub/login");
        var value = browser.Cookie("_xsrf");
        using var again = await browser.GetAsync("/hub/login");
        again.Headers.GetValues("Set-Cookie").Single().ShouldStartWith($"_xsrf={value}; max-age=3600");
        // Another page has no need to.
        using var error = await browser.GetAsync("/hub/error/404");
        error.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [TestCase("/hub/login?%5Bx=1")]
    [TestCase("/hub/login?a%5B=1&=&%5D")]
    [TestCase("/hub/api/health?%5Bx=1")]
    [TestCase("/hub/api/?%5Bx=1")]
    public async Task A_query_of_any_form_disturbs_nobody(string path)
    {
        using var answer = await browser.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [TestCase("/hub/login", 403)]
    [TestCase("/hub/accept-share", 400)]
    [TestCase("/hub/api/oauth2/authorize", 400)]
    public async Task What_is_posted_to_a_page_and_is_no_form_has_no_fields(string path, int status)
    {
        if (path != "/hub/login")
            await browser.LoginAsync("ada");
        var proof = await PageClient.XsrfOf(await browser.GetAsync(path == "/hub/login" ? path : "/hub/home"));
        using var answer = await browser.SendAsync(
            HttpMethod.Post, $"{path}?_xsrf={proof}", new StringContent("{}", System.Text.Encoding.UTF8, path.StartsWith("/hub/api") ? "application/json" : "text/plain"));
        ((int)answer.StatusCode).ShouldBe(status, await answer.TextAsync());
    }

    [Test]
    public async Task A_login_sets_the_cookies_and_goes_where_it_was_asked_to_go()
    {
        using var answer = await browser.LoginAsync("Ada", query: "?next=/hub/home?a=1");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Place().ShouldBe("/hub/home?a=1");
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Single(cookie => cookie.StartsWith("jupyterhub-hub-login=")).ToLowerInvariant()
            .ShouldSatisfyAllConditions(c => c.ShouldContain("path=/hub/"), c => c.ShouldContain("httponly"), c => c.ShouldContain("expires="));
        cookies.Single(cookie => cookie.StartsWith("jupyterhub-session-id=")).ToLowerInvariant()
            .ShouldSatisfyAllConditions(c => c.ShouldMatch("^jupyterhub-session-id=[0-9a-f]{32};"), c => c.ShouldContain("path=/;"), c => c.ShouldNotContain("expires="));
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");
    }

    [TestCase("//other.example/", "/hub/spawn")]
    [TestCase("https://other.example/", "/hub/spawn")]
    [TestCase("/%5Cother.example", "/%5Cother.example")]
    [TestCase("http://127.0.0.1:{port}//other.example/", "/other.example/")]
    [TestCase("", "/hub/spawn")]
    public async Task A_login_never_leads_elsewhere(string next, string place)
    {
        var asked = Uri.EscapeDataString(Uri.UnescapeDataString(next.Replace("{port}", $"{hub.Port}")));
        using var answer = await browser.LoginAsync("ada", query: $"?next={asked}");
        answer.Place().ShouldBe(place);
    }

    [TestCase("ada", "wrong")]
    [TestCase("", "password")]
    [TestCase("a/b", "password")]
    [TestCase("mallory", "password")]
    [TestCase("Mallory", "password")]
    public async Task Whatever_fails_the_answer_is_the_same(string name, string password)
    {
        using var answer = await browser.LoginAsync(name, password, "?next=/hub/token");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var html = await answer.TextAsync();
        html.ShouldContain("Invalid username or password");
        html.ShouldContain("action=\"/hub/login?next=%2Fhub%2Ftoken\"");
        browser.Cookie("jupyterhub-hub-login").ShouldBeNull();
    }

    [Test]
    public async Task A_failed_login_is_one_short_line_in_the_log()
    {
        var name = "eve\nUser logged in: 'root'" + new string('x', 100_000);
        using var answer = await browser.LoginAsync(name, "wrong");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var lines = hub.Log.Text.Split('\n').Where(line => line.Contains("eve")).ToList();
        lines.ShouldContain("Warning: Failed login of 'eve\\u000aUser logged in: \\'root\\'xxxxxx'...");
        lines.ShouldAllBe(line => line.Length < 500);
    }

    [TestCase(null)]
    [TestCase("made up")]
    public async Task A_form_without_its_proof_is_shown_again(string? xsrf)
    {
        using var page = await browser.GetAsync("/hub/login");
        (string, string)[] fields = [("username", "ada"), ("password", "password"), .. xsrf is null ? Array.Empty<(string, string)>() : [("_xsrf", xsrf)]];
        using var answer = await browser.PostFormAsync("/hub/login", fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var html = await answer.TextAsync();
        html.ShouldContain("Login form invalid or expired. Try again.");
        using var again = await browser.PostFormAsync("/hub/login", ("_xsrf", await PageClient.XsrfOf(answer)), ("username", "ada"), ("password", "password"));
        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task Too_many_failures_have_to_wait_even_with_the_right_password()
    {
        for (var i = 0; i < 5; i++)
            (await browser.LoginAsync("slow", "wrong")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var refused = await browser.LoginAsync("slow");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        using var welcome = await browser.LoginAsync("slow");
        welcome.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A_session_id_that_was_planted_before_the_login_is_not_kept()
    {
        var planted = new string('a', 32);
        browser.Cookies.Add(new Uri($"http://127.0.0.1:{hub.Port}/"), new Cookie("jupyterhub-session-id", planted, "/"));
        (await browser.LoginAsync("ada")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Cookie("jupyterhub-session-id").ShouldNotBe(planted);
    }

    [Test]
    public async Task Signing_in_again_keeps_the_session_id_and_another_user_ends_the_session()
    {
        await browser.LoginAsync("ada");
        var (first, login) = (browser.Cookie("jupyterhub-session-id"), browser.Cookie("jupyterhub-hub-login")!);
        (await LoginOverAsync("ada")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Cookie("jupyterhub-session-id").ShouldBe(first);
        browser.Cookie("jupyterhub-hub-login").ShouldNotBe(login);
        (await LoginOverAsync("bob")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Cookie("jupyterhub-session-id").ShouldNotBe(first);
        (await hub.Get<CallerResolver>().BySessionAsync(login, default)).ShouldBeNull();
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"bob\"");
    }

    [Test]
    public async Task A_logout_ends_the_session_and_clears_its_cookies()
    {
        await browser.LoginAsync("ada");
        var login = browser.Cookie("jupyterhub-hub-login")!;
        using var answer = await browser.GetAsync("/hub/logout");
        answer.Place().ShouldBe("/hub/login");
        answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split('=')[0])
            .ShouldBe(["jupyterhub-hub-login", "jupyterhub-session-id", "_xsrf", "jupyterhub-services"], ignoreOrder: true);
        browser.Cookie("jupyterhub-hub-login").ShouldBeNull();
        using var thief = new PageClient(hub.Port);
        thief.Cookies.Add(new Uri($"http://127.0.0.1:{hub.Port}/hub/"), new Cookie("jupyterhub-hub-login", login, "/hub/"));
        using var home = await thief.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        home.Place().ShouldBe("/hub/login?next=%2Fhub%2Fhome");
        home.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.StartsWith("jupyterhub-hub-login=;"));
    }

    [Test]
    public async Task A_lost_session_id_comes_back()
    {
        await browser.LoginAsync("ada");
        var session = browser.Cookie("jupyterhub-session-id");
        browser.Cookies.GetCookies(new Uri($"http://127.0.0.1:{hub.Port}/"))["jupyterhub-session-id"]!.Expired = true;
        using var home = await browser.GetAsync("/hub/home");
        browser.Cookie("jupyterhub-session-id").ShouldBe(session);
    }

    [Test]
    public async Task Who_is_signed_in_is_sent_on_from_the_form()
    {
        await browser.LoginAsync("ada");
        using var answer = await browser.GetAsync("/hub/login?next=/hub/token");
        answer.Place().ShouldBe("/hub/token");
    }

    [Test]
    public async Task Two_logins_in_one_request_count_for_nobody()
    {
        using var other = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
        await other.LoginAsync("bob");
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{hub.Port}/hub/home");
        var (ada, bob) = (browser.Cookie("jupyterhub-hub-login"), other.Cookie("jupyterhub-hub-login"));
        request.Headers.Add("Cookie", $"jupyterhub-hub-login={bob}; jupyterhub-hub-login={ada}");
        using var answer = await bare.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task A_dead_login_beside_the_living_one_does_no_harm()
    {
        await browser.LoginAsync("ada");
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{hub.Port}/hub/home");
        request.Headers.Add("Cookie", $"jupyterhub-hub-login=planted; jupyterhub-hub-login={browser.Cookie("jupyterhub-hub-login")}");
        using var answer = await bare.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_token_opens_no_page()
    {
        await browser.LoginAsync("ada");
        using var made = await browser.SendAsync(
            HttpMethod.Post, "/hub/api/users/ada/tokens", null, ("X-XSRFToken", await PageClient.XsrfOf(await browser.GetAsync("/hub/home"))));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var token = Newtonsoft.Json.Linq.JObject.Parse(await made.TextAsync())["token"]!.ToString();
        using var program = new PageClient(hub.Port);
        using var home = await program.GetAsync("/hub/home", ("Authorization", $"token {token}"));
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var user = await program.GetAsync("/hub/api/user", ("Authorization", $"token {token}"));
        user.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var inUrl = await program.GetAsync($"/hub/api/user?token={token}");
        inUrl.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_removed_user_is_signed_out()
    {
        await browser.LoginAsync("leaver");
        var user = await hub.Get<IUserStore>().FindAsync("leaver", default);
        await hub.Get<IUserStore>().RemoveAsync(user!.Id, default);
        using var home = await browser.GetAsync("/hub/home");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private async Task<HttpResponseMessage> LoginOverAsync(string user)
    {
        using var home = await browser.GetAsync("/hub/home");
        return await browser.PostFormAsync("/hub/login", ("_xsrf", await PageClient.XsrfOf(home)), ("username", user), ("password", "password"));
    }
}
