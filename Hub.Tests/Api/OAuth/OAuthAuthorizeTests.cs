using System.Net;
using Hub.Tests.Support;

namespace Hub.Tests.Api.OAuth;

public sealed class OAuthAuthorizeTests
{
    private HubApplication hub = null!;
    private PageClient browser = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(OAuthFlow.Configuration);

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [SetUp]
    public async Task SignIn()
    {
        browser = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
    }

    [TearDown]
    public void CloseBrowser() => browser.Dispose();

    [Test]
    public async Task Who_is_not_signed_in_signs_in_first_and_comes_back()
    {
        using var stranger = new PageClient(hub.Port);
        using var answer = await stranger.GetAsync(OAuthFlow.Authorize());
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Place().ShouldStartWith("/hub/login?next=%2Fhub%2Fapi%2Foauth2%2Fauthorize%3Fclient_id%3Dservice-app");
        using var posted = await stranger.PostFormAsync(OAuthFlow.Authorize());
        posted.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [TestCase("PUT")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task Other_methods_are_refused_for_want_of_proof_as_in_JupyterHub_and_with_proof_as_what_they_are(string method)
    {
        using var home = await browser.GetAsync("/hub/home");
        var proof = Uri.EscapeDataString(await PageClient.XsrfOf(home));
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = browser.Cookies }) { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}") };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("PageClient/1");
        foreach (var (target, status) in ((string, int)[])[(OAuthFlow.Authorize(), 403), ($"{OAuthFlow.Authorize()}&_xsrf={proof}", 405)])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            using var answer = await http.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status);
        }
    }

    [Test]
    public async Task A_user_is_asked_once_and_the_redirect_stays_as_it_was_registered()
    {
        await browser.GetAsync("/hub/logout");
        await browser.LoginAsync("asked");
        using var asked = await browser.GetAsync(OAuthFlow.Authorize(("scope", "identify")));
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await asked.TextAsync();
        html.ShouldContain("JupyterHub service app");
        html.ShouldContain("It cannot do anything in your name.");
        asked.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("default-src");
        using var agreed = await browser.PostFormAsync(OAuthFlow.Authorize(("scope", "identify")), ("_xsrf", await PageClient.XsrfOf(asked)));
        agreed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        agreed.Place().ShouldStartWith("/services/app/oauth_callback?code=");
        agreed.Place().ShouldEndWith("&state=st%26te");
        using var program = new PageClient(hub.Port);
        (await OAuthFlow.ExchangeAsync(program, OAuthFlow.Query(agreed.Place()!)["code"])).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await browser.GetAsync(OAuthFlow.Authorize(("scope", "identify")));
        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var more = await browser.GetAsync(OAuthFlow.Authorize(("scope", "read:users!user")));
        more.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_trusted_service_asks_nobody()
    {
        using var answer = await browser.GetAsync(
            OAuthFlow.Authorize(("client_id", "service-trusted"), ("redirect_uri", "/services/trusted/oauth_callback")));
        answer.Place().ShouldStartWith("/services/trusted/oauth_callback?code=");
    }

    [Test]
    public async Task The_redirect_may_be_left_out() =>
        (await OAuthFlow.CodeAsync(browser, ("redirect_uri", null))).ShouldNotBeEmpty();

    private static IEnumerable<TestCaseData> Fatal()
    {
        TestCaseData Case(string name, string message, params (string, string?)[] changes) => new TestCaseData(OAuthFlow.Authorize(changes), message).SetName(name);
        yield return Case("No_client", "Missing client_id parameter.", ("client_id", null));
        yield return Case("Empty_client", "Missing client_id parameter.", ("client_id", ""));
        yield return Case("Unknown_client", "Invalid client_id parameter value.", ("client_id", "service-none"));
        yield return Case("Other_redirect", "Mismatching redirect URI.", ("redirect_uri", "https://other.example/"));
        yield return Case("Longer_redirect", "Mismatching redirect URI.", ("redirect_uri", OAuthFlow.Redirect + "/more"));
        yield return Case("Redirect_in_other_case", "Mismatching redirect URI.", ("redirect_uri", OAuthFlow.Redirect.ToUpperInvariant()));
        yield return Case("Absolute_redirect", "Mismatching redirect URI.", ("redirect_uri", "http://127.0.0.1" + OAuthFlow.Redirect));
        yield return new TestCaseData(OAuthFlow.Authorize() + "&client_id=service-trusted", "Duplicate client_id parameter.").SetName("Two_clients");
        yield return new TestCaseData(OAuthFlow.Authorize() + "&state=another", "Duplicate state parameter.").SetName("Two_states");
        yield return new TestCaseData(OAuthFlow.Authorize() + "&response_type=code", "Duplicate response_type parameter.").SetName("Two_types");
        yield return new TestCaseData(OAuthFlow.Authorize(("scope", "identify")) + "&scope=identify", "Duplicate scope parameter.").SetName("Two_scopes");
    }

    [TestCaseSource(nameof(Fatal))]
    public async Task What_puts_the_redirect_in_doubt_is_told_on_a_page(string url, string message)
    {
        using var asked = await browser.GetAsync(url);
        asked.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        asked.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await asked.TextAsync()).ShouldContain(message);
        using var home = await browser.GetAsync("/hub/home");
        using var posted = await browser.PostFormAsync(url, ("_xsrf", await PageClient.XsrfOf(home)));
        posted.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static IEnumerable<TestCaseData> Redirected()
    {
        TestCaseData Case(string name, string error, params (string, string?)[] changes) => new TestCaseData(OAuthFlow.Authorize(changes), error).SetName(name);
        yield return Case("No_response_type", "invalid_request", ("response_type", null));
        yield return Case("Token_response", "unsupported_response_type", ("response_type", "token"));
        yield return Case("Unknown_scope", "invalid_scope", ("scope", "read:nothing"));
        yield return Case("Scope_not_allowed", "invalid_scope", ("scope", "admin:users"));
        yield return Case("Scope_wider_than_allowed", "invalid_scope", ("scope", "read:users"));
        yield return Case("Scope_of_somebody_else", "invalid_scope", ("scope", "read:users!user=bob"));
        yield return Case("Inherit_not_allowed", "invalid_scope", ("scope", "inherit"));
        yield return Case("Role_beyond", "invalid_scope", ("scope", "grouper"));
        yield return Case("Odd_challenge", "invalid_request", ("code_challenge", OAuthFlow.Challenge), ("code_challenge_method", "S512"));
        yield return new TestCaseData(OAuthFlow.Authorize(("code_challenge", OAuthFlow.Challenge)) + "&code_challenge=x", "invalid_request").SetName("Two_challenges");
    }

    [TestCaseSource(nameof(Redirected))]
    public async Task Other_mistakes_are_told_to_the_client(string url, string error)
    {
        using var answer = await browser.GetAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Place().ShouldStartWith(OAuthFlow.Redirect + "?");
        var told = OAuthFlow.Query(answer.Place()!);
        told["error"].ShouldBe(error);
        told["state"].ShouldBe("st&te");
        told.ShouldNotContainKey("code");
    }

    [Test]
    public async Task Who_may_not_use_a_service_gets_no_code_for_it_however_they_ask()
    {
        var url = OAuthFlow.Authorize(("client_id", "service-closed"), ("redirect_uri", null));
        using var asked = await browser.GetAsync(url);
        asked.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await asked.TextAsync()).ShouldContain("You do not have permission to access JupyterHub service closed");
        using var home = await browser.GetAsync("/hub/home");
        using var posted = await browser.PostFormAsync(url, ("_xsrf", await PageClient.XsrfOf(home)));
        posted.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        posted.Place().ShouldBeNull();
    }

    [TestCase(null)]
    [TestCase("made up")]
    public async Task Agreeing_needs_the_proof_that_it_was_our_page(string? xsrf)
    {
        using var posted = await browser.PostFormAsync(
            OAuthFlow.Authorize(), xsrf is null ? [] : [("_xsrf", xsrf)]);
        posted.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_token_cannot_stand_in_for_the_user()
    {
        var token = await MintedTokens.OfAsync(hub, "ada", "inherit");
        using var program = new PageClient(hub.Port);
        using var answer = await program.GetAsync(OAuthFlow.Authorize(), ("Authorization", $"token {token}"));
        answer.Place().ShouldStartWith("/hub/login");
    }

    [TestCase("read:users!user", "read:users!user")]
    [TestCase("reader", "read:users!user")]
    [TestCase("identify read:groups", "")]
    [TestCase(null, "read:users!user")]
    public async Task A_client_gets_what_it_asks_for_as_far_as_the_user_has_it(string? scope, string offered)
    {
        using var asked = await browser.GetAsync(OAuthFlow.Authorize(("scope", scope)));
        string.Join(' ', (await OAuthFlow.ScopesOf(asked)).Select(field => field.Item2)).ShouldBe(offered);
    }

    [Test]
    public async Task Scopes_that_were_not_offered_cannot_be_agreed_to()
    {
        using var newcomer = new PageClient(hub.Port);
        await newcomer.LoginAsync("newcomer");
        using var asked = await newcomer.GetAsync(OAuthFlow.Authorize(("scope", "identify")));
        using var agreed = await newcomer.PostFormAsync(
            OAuthFlow.Authorize(("scope", "identify")), ("_xsrf", await PageClient.XsrfOf(asked)), ("scopes", "read:users!user"));
        using var program = new PageClient(hub.Port);
        using var exchanged = await OAuthFlow.ExchangeAsync(program, OAuthFlow.Query(agreed.Place()!)["code"]);
        var scope = Newtonsoft.Json.Linq.JObject.Parse(await exchanged.TextAsync())["scope"]!.ToString();
        // In the words of who asked: some clients refuse an answer that says it otherwise.
        scope.ShouldBe("read:users:name!user read:users:groups!user access:services!service=app");
    }

    [TestCase("inherit")]
    [TestCase("admin:users")]
    [TestCase("no-such-scope")]
    public async Task A_form_with_scopes_the_client_is_not_allowed_is_not_ours_and_the_client_is_told(string scope)
    {
        using var newcomer = new PageClient(hub.Port);
        await newcomer.LoginAsync("stranger");
        using var asked = await newcomer.GetAsync(OAuthFlow.Authorize());
        using var agreed = await newcomer.PostFormAsync(
            OAuthFlow.Authorize(), ("_xsrf", await PageClient.XsrfOf(asked)), ("scopes", "read:users!user"), ("scopes", scope));
        var answer = OAuthFlow.Query(agreed.Place()!);
        (answer["error"], answer["state"]).ShouldBe(("invalid_scope", "st&te"));
        answer.ContainsKey("code").ShouldBeFalse();
    }

    [Test]
    public async Task The_parameters_may_come_with_the_form()
    {
        using var newcomer = new PageClient(hub.Port);
        await newcomer.LoginAsync("former");
        using var asked = await newcomer.GetAsync(OAuthFlow.Authorize());
        var xsrf = await PageClient.XsrfOf(asked);
        (string, string)[] parameters = [("client_id", "service-app"), ("response_type", "code"), ("state", "s")];
        using var agreed = await newcomer.PostFormAsync("/hub/api/oauth2/authorize", [("_xsrf", xsrf), .. parameters]);
        OAuthFlow.Query(agreed.Place()!)["code"].ShouldNotBeNull();
        // Twice is once too often, wherever they are.
        using var twice = await newcomer.PostFormAsync(OAuthFlow.Authorize(), [("_xsrf", xsrf), .. parameters]);
        twice.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
