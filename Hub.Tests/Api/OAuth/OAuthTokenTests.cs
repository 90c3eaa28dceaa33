using System.Net;
using Hub.Domain.Audit;
using Hub.Domain.OAuth;
using Hub.Domain.Users;
using Hub.Tests.Security;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.OAuth;

public sealed class OAuthTokenTests
{
    private HubApplication hub = null!;
    private PageClient browser = null!;
    private PageClient program = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(OAuthFlow.Configuration);

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [SetUp]
    public async Task SignIn()
    {
        browser = new PageClient(hub.Port);
        program = new PageClient(hub.Port);
        await browser.LoginAsync("ada");
    }

    [TearDown]
    public void Close()
    {
        browser.Dispose();
        program.Dispose();
    }

    [Test]
    public async Task A_code_becomes_a_token_of_the_user_and_the_session()
    {
        using var answer = await OAuthFlow.ExchangeAsync(program, await OAuthFlow.CodeAsync(browser, ("scope", "read:users!user")));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var token = JObject.Parse(await answer.TextAsync());
        token.Properties().Select(property => property.Name).ShouldBe(["access_token", "expires_in", "token_type", "scope"], ignoreOrder: true);
        token["token_type"]!.ToString().ShouldBe("Bearer");
        token["expires_in"]!.ToObject<int>().ShouldBe(14 * 24 * 3600);
        var who = (await OAuthFlow.WhoAsync(program, token["access_token"]!.ToString()))!;
        who["name"]!.ToString().ShouldBe("ada");
        who["session_id"]!.ToString().ShouldBe(browser.Cookie("jupyterhub-session-id"));
        who["scopes"]!.Values<string>().ShouldContain("access:services!service=app");
        who["scopes"]!.Values<string>().ShouldContain("read:users:activity!user=ada");
        who["scopes"]!.Values<string>().ShouldNotContain("servers!user=ada");
    }

    [Test]
    public async Task Inherit_gives_all_the_user_has_to_a_client_that_may_have_it()
    {
        var code = await OAuthFlow.CodeAsync(browser, ("client_id", "service-mighty"), ("redirect_uri", null), ("scope", "inherit"));
        using var answer = await OAuthFlow.ExchangeAsync(
            program, code, ("client_id", "service-mighty"), ("client_secret", OAuthFlow.Secret + " mighty"), ("redirect_uri", null));
        var who = await OAuthFlow.WhoAsync(program, JObject.Parse(await answer.TextAsync())["access_token"]!.ToString());
        who!["scopes"]!.Values<string>().ShouldContain("servers!user=ada");
    }

    [Test]
    [Advisory("GHSA-cw7p-q79f-m2v7")]
    public async Task A_logout_ends_every_token_of_its_session_and_no_other()
    {
        using var elsewhere = new PageClient(hub.Port);
        await elsewhere.LoginAsync("ada");
        var (here, there) = (await TokenAsync(browser), await TokenAsync(elsewhere));
        var second = await TokenAsync(browser);
        await browser.GetAsync("/hub/logout");
        (await OAuthFlow.WhoAsync(program, here)).ShouldBeNull();
        (await OAuthFlow.WhoAsync(program, second)).ShouldBeNull();
        (await OAuthFlow.WhoAsync(program, there)).ShouldNotBeNull();
    }

    [Test]
    public async Task A_code_that_outlives_its_session_is_worth_nothing()
    {
        var code = await OAuthFlow.CodeAsync(browser);
        await browser.GetAsync("/hub/logout");
        await ShouldRefuse(await OAuthFlow.ExchangeAsync(program, code), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Test]
    public async Task A_code_works_once()
    {
        var code = await OAuthFlow.CodeAsync(browser);
        (await OAuthFlow.ExchangeAsync(program, code)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldRefuse(await OAuthFlow.ExchangeAsync(program, code), HttpStatusCode.BadRequest, "invalid_grant");
    }

    [Test]
    public async Task A_code_that_is_shown_again_takes_its_token_back_and_no_other()
    {
        var code = await OAuthFlow.CodeAsync(browser);
        var other = await TokenAsync(browser);
        using var first = await OAuthFlow.ExchangeAsync(program, code);
        var token = JObject.Parse(await first.TextAsync())["access_token"]!.ToString();
        (await OAuthFlow.WhoAsync(program, token)).ShouldNotBeNull();
        await ShouldRefuse(await OAuthFlow.ExchangeAsync(program, code), HttpStatusCode.BadRequest, "invalid_grant");
        (await OAuthFlow.WhoAsync(program, token)).ShouldBeNull();
        (await OAuthFlow.WhoAsync(program, other)).ShouldNotBeNull();
        var rows = await hub.Get<IAuditStore>().PageAsync(new AuditFilter { Kinds = [AuditKinds.TokenRevoked] }, new(0, 10), default);
        rows.Items.ShouldHaveSingleItem().Detail.ShouldBe("its authorization code was shown a second time");
    }

    [Test]
    public async Task Of_many_who_show_one_code_at_once_nobody_keeps_a_token()
    {
        var code = await OAuthFlow.CodeAsync(browser);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OAuthFlow.ExchangeAsync(program, code)));
        var tokens = await Task.WhenAll(answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(answer => answer.TextAsync()));
        tokens.Length.ShouldBeLessThanOrEqualTo(1);
        foreach (var token in tokens)
            (await OAuthFlow.WhoAsync(program, JObject.Parse(token)["access_token"]!.ToString())).ShouldBeNull();
    }

    [Test]
    public async Task A_code_is_good_for_five_minutes()
    {
        var code = TokenAndCode();
        var user = (await hub.Get<IUserStore>().FindAsync("ada", default))!;
        var client = (await hub.Get<IOAuthStore>().FindClientAsync("service-app", default))!;
        await hub.Get<IOAuthStore>().AddCodeAsync(
            new OAuthCode { Hash = code.Hash, ClientId = client.Id, UserId = user.Id, ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) },
            OAuthTarget.OfService("app", noConfirm: false), default);
        await ShouldRefuse(await OAuthFlow.ExchangeAsync(program, code.Text), HttpStatusCode.BadRequest, "invalid_grant");
        new OAuthSettings().CodeLifetime.ShouldBe(TimeSpan.FromMinutes(5));
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        TestCaseData Case(string name, int status, string error, params (string, string?)[] changes) =>
            new TestCaseData((HttpStatusCode)status, error, changes).SetName(name);
        yield return Case("No_grant_type", 400, "unsupported_grant_type", ("grant_type", null));
        yield return Case("Password_grant", 400, "unsupported_grant_type", ("grant_type", "password"));
        yield return Case("Refresh", 400, "unauthorized_client", ("grant_type", "refresh_token"), ("refresh_token", "x"));
        yield return Case("No_code", 400, "invalid_request", ("code", null));
        yield return Case("Made_up_code", 400, "invalid_grant", ("code", "made-up"));
        yield return Case("No_client", 401, "invalid_client", ("client_id", null));
        yield return Case("Unknown_client", 401, "invalid_client", ("client_id", "service-none"));
        yield return Case("No_secret", 401, "invalid_client", ("client_secret", null));
        yield return Case("Wrong_secret", 401, "invalid_client", ("client_secret", OAuthFlow.Secret + "x"));
        yield return Case("Other_client", 400, "invalid_grant", ("client_id", "service-trusted"), ("client_secret", OAuthFlow.Secret + " trusted"));
        yield return Case("Other_redirect", 400, "invalid_request", ("redirect_uri", "/services/other/oauth_callback"));
    }

    [TestCaseSource(nameof(Mistakes))]
    public async Task A_mistake_has_the_error_form_of_OAuth(HttpStatusCode status, string error, (string, string?)[] changes) =>
        await ShouldRefuse(await OAuthFlow.ExchangeAsync(program, await OAuthFlow.CodeAsync(browser), changes), status, error);

    [Test]
    public async Task Secrets_in_the_address_are_refused()
    {
        using var answer = await program.SendAsync(HttpMethod.Post, $"/hub/api/oauth2/token?client_secret=x&code={await OAuthFlow.CodeAsync(browser)}");
        await ShouldRefuse(answer, HttpStatusCode.BadRequest, "invalid_request");
    }

    [TestCase("application/json")]
    [TestCase("text/plain")]
    [TestCase(null)]
    public async Task A_form_is_one_whatever_it_says_it_is(string? type)
    {
        var form = PageClient.Form(
            ("grant_type", "authorization_code"), ("client_id", "service-app"), ("client_secret", OAuthFlow.Secret), ("code", await OAuthFlow.CodeAsync(browser)));
        form.Headers.ContentType = type is null ? null : new(type);
        using var answer = await program.SendAsync(HttpMethod.Post, "/hub/api/oauth2/token", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_field_that_comes_twice_is_refused()
    {
        using var answer = await program.PostFormAsync("/hub/api/oauth2/token", ("grant_type", "authorization_code"), ("code", "x"), ("code", "y"));
        JObject.Parse(await answer.TextAsync())["error_description"]!.ToString().ShouldBe("Duplicate code parameter.");
    }

    [TestCase("grant_type", "code", "unsupported_grant_type", "The grant type must be authorization_code.")]
    [TestCase("code", "", "invalid_request", "Missing code parameter.")]
    public async Task What_is_wrong_with_the_form_is_said_before_anything_is_looked_up(string field, string value, string error, string words)
    {
        (string Name, string Value)[] right = [("grant_type", "authorization_code"), ("code", "x")];
        using var answer = await program.PostFormAsync("/hub/api/oauth2/token", [.. right.Where(given => given.Name != field), (field, value)]);
        var said = JObject.Parse(await answer.TextAsync());
        (said["error"]!.ToString(), said["error_description"]!.ToString()).ShouldBe((error, words));
    }

    [Test]
    public async Task Basic_authentication_is_no_proof_of_a_client()
    {
        using var answer = await program.SendAsync(
            HttpMethod.Post, "/hub/api/oauth2/token",
            PageClient.Form(("grant_type", "authorization_code"), ("code", await OAuthFlow.CodeAsync(browser))),
            ("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"service-app:{OAuthFlow.Secret}"))));
        await ShouldRefuse(answer, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [TestCase("S256", OAuthFlow.Verifier, null)]
    [TestCase("S256", "another verifier", "invalid_grant")]
    [TestCase("S256", null, "invalid_request")]
    [TestCase("plain", "{challenge}", null)]
    [TestCase("plain", OAuthFlow.Verifier, "invalid_grant")]
    [TestCase(null, "{challenge}", null)]
    [TestCase(null, OAuthFlow.Verifier, "invalid_grant")]
    public async Task A_challenge_needs_its_verifier(string? method, string? verifier, string? error)
    {
        var code = await OAuthFlow.CodeAsync(browser, ("code_challenge", OAuthFlow.Challenge), ("code_challenge_method", method));
        using var answer = await OAuthFlow.ExchangeAsync(program, code, ("code_verifier", verifier?.Replace("{challenge}", OAuthFlow.Challenge)));
        if (error is null)
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        else
            await ShouldRefuse(answer, HttpStatusCode.BadRequest, error);
    }

    private static (string Text, byte[] Hash) TokenAndCode()
    {
        var text = Hub.Domain.Tokens.TokenHash.NewSecret();
        return (text, Hub.Domain.Tokens.TokenHash.Of(text));
    }

    private static async Task ShouldRefuse(HttpResponseMessage answer, HttpStatusCode status, string error)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        JObject.Parse(await answer.TextAsync())["error"]!.ToString().ShouldBe(error);
    }

    private async Task<string> TokenAsync(PageClient visitor)
    {
        using var answer = await OAuthFlow.ExchangeAsync(program, await OAuthFlow.CodeAsync(visitor));
        return JObject.Parse(await answer.TextAsync())["access_token"]!.ToString();
    }
}
