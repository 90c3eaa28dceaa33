using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Tests.Security;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Shares;

public sealed class AcceptSharePageTests
{
    private HubApplication hub = null!;
    private ApiClient admin = null!;
    private PageClient browser = null!;
    private string owner = "";
    private string friend = "";
    private string code = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        hub = await HubApplication.StartAsync(new HubConfiguration
        {
            Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy", DummyPassword = "password" },
        });
        admin = await hub.UserAsync(admin: true);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        admin.Dispose();
        await hub.DisposeAsync();
    }

    [SetUp]
    public async Task Share_and_sign_in()
    {
        using var sharer = await hub.UserAsync(prefix: "owner");
        (owner, friend) = (sharer.Name, HubAccounts.NewName("friend"));
        code = (string)(await admin.SendAsync("POST", $"share-codes/{owner}/"))["code"]!;
        browser = new PageClient(hub.Port);
        (await browser.LoginAsync(friend)).Dispose();
    }

    [TearDown]
    public void Close_browser() => browser.Dispose();

    [Test]
    public async Task The_page_says_what_is_offered_and_the_form_takes_it()
    {
        using var page = await browser.GetAsync($"/hub/accept-share?code={code}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var html = await page.TextAsync();
        html.ShouldContain(owner);
        html.ShouldContain("share-not-running");
        html.ShouldContain($"name=\"next\" value=\"/user/{owner}/\"");

        using var answer = await AcceptAsync(page, ("code", code));
        (answer.StatusCode, answer.Place()).ShouldBe((HttpStatusCode.Redirect, $"/user/{owner}/"));
        (await admin.GetAsync($"users/{friend}/shared")).Items("server.user.name").ShouldBe([owner]);
        ((int)(await admin.GetAsync($"share-codes/{owner}"))["items"][0]!["exchange_count"]!).ShouldBe(1);
    }

    [TestCase("", HttpStatusCode.BadRequest)]
    [TestCase("?code=nosuchcode", HttpStatusCode.NotFound)]
    public async Task A_code_that_is_none_opens_no_page(string query, HttpStatusCode status)
    {
        using var page = await browser.GetAsync($"/hub/accept-share{query}");
        page.StatusCode.ShouldBe(status);
    }

    [TestCase(null)]
    [TestCase("nosuchcode")]
    public async Task A_code_that_is_none_is_not_accepted(string? wrong)
    {
        using var page = await browser.GetAsync($"/hub/accept-share?code={code}");
        using var answer = await AcceptAsync(page, wrong is null ? [] : [("code", wrong)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await admin.GetAsync($"users/{friend}/shared")).Items("kind").ShouldBeEmpty();
    }

    [Test]
    public async Task Nobody_shares_with_themselves()
    {
        using var own = new PageClient(hub.Port);
        (await own.LoginAsync(owner)).Dispose();
        using var page = await own.GetAsync($"/hub/accept-share?code={code}");
        page.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var home = await own.GetAsync("/hub/home");
        using var answer = await own.PostFormAsync("/hub/accept-share", ("_xsrf", await PageClient.XsrfOf(home)), ("code", code));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_form_of_another_site_is_not_accepted()
    {
        using var answer = await browser.PostFormAsync("/hub/accept-share", ("code", code));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync($"users/{friend}/shared")).Items("kind").ShouldBeEmpty();
    }

    [TestCase("/hub/home", "/hub/home")]
    [TestCase("/user/x/lab/tree/notebook.ipynb?param=5", "/user/x/lab/tree/notebook.ipynb?param=5")]
    [TestCase("https://other.example/hub/home", null)]
    [TestCase("//other.example/", null)]
    public async Task It_goes_on_to_places_of_this_hub_only(string next, string? place)
    {
        using var page = await browser.GetAsync($"/hub/accept-share?code={code}");
        using var answer = await AcceptAsync(page, ("code", code), ("next", next));
        answer.Place().ShouldBe(place ?? $"/user/{owner}/");
    }

    [Test]
    [Advisory("GHSA-c4gm-pwx9-9w8j")]
    public async Task What_comes_next_stays_one_attribute()
    {
        using var page = await browser.GetAsync($"/hub/accept-share?code={code}&next=/hub/home%22%3E%3Cimg%3E");
        var html = await page.TextAsync();
        html.ShouldContain("name=\"next\" value=\"/hub/home&quot;&gt;&lt;img&gt;\"");
        html.ShouldNotContain("<img>");
    }

    [Test]
    public async Task Whoever_is_not_signed_in_signs_in_first_and_comes_back()
    {
        using var stranger = new PageClient(hub.Port);
        using var answer = await stranger.GetAsync($"/hub/accept-share?code={code}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Place()!.ShouldStartWith("/hub/login?next=");
        Uri.UnescapeDataString(answer.Place()!).ShouldEndWith($"/hub/accept-share?code={code}");
    }

    private async Task<HttpResponseMessage> AcceptAsync(HttpResponseMessage page, params (string, string)[] fields) =>
        await browser.PostFormAsync("/hub/accept-share", [("_xsrf", await PageClient.XsrfOf(page)), .. fields]);
}
