using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Hub.Tests.Domain.Configuration;
using Hub.Tests.Support;
using Hub.Tests.Support.Providers;

namespace Hub.Tests.Api.Login;

public sealed class MultiLoginTests
{
    private FakeProvider provider = null!;
    private HubApplication hub = null!;
    private PageClient browser = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        provider = await FakeProvider.StartAsync();
        hub = await HubApplication.StartAsync(Configured($$$"""
            [{"authenticator_class": "dummy", "service_name": "the lab", "config": {"password": "password", "allowed_users": ["bob", "uni:bob"]}},
             {"authenticator_class": "generic-oauth", "url_prefix": "/sso", "service_name": "the university", "username_prefix": "Uni:",
              "config": {"client_id": "the-hub", "issuer": "{{{provider.Url}}}", "allow_all": true, "blocked_users": ["mallory"], "admin_users": ["chief"]}}]
            """).Valid());
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
        browser = new PageClient(hub.Port);
    }

    [TearDown]
    public void CloseBrowser() => browser.Dispose();

    [Test]
    public async Task One_page_has_the_form_and_the_button()
    {
        using var page = await browser.GetAsync("/hub/login");
        var html = await page.TextAsync();
        html.ShouldContain("Sign in with the lab");
        html.ShouldContain("name=\"authenticator\" value=\"dummy\"");
        html.ShouldContain("href=\"/hub/sso/oauth_login\"");
        html.ShouldContain("Sign in with the university");
    }

    [TestCase("bob", HttpStatusCode.Redirect)]
    [TestCase("eve", HttpStatusCode.Forbidden)]
    [TestCase("uni:bob", HttpStatusCode.Forbidden)]
    public async Task A_form_signs_in_under_its_own_rules_and_never_under_a_name_of_another(string name, HttpStatusCode status)
    {
        using var answer = await SendFormAsync(name, "dummy");
        answer.StatusCode.ShouldBe(status);
    }

    [Test]
    public async Task The_same_name_at_the_provider_is_another_user()
    {
        (await SendFormAsync("bob", "dummy")).Dispose();
        provider.Claims = new JsonObject { ["sub"] = "1234", ["username"] = "Bob" };
        using var answer = await browser.LoginElsewhereAsync(offer: "sso/");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.TextAsync());
        provider.LastAuthorize["redirect_uri"].ShouldEndWith("/hub/sso/oauth_callback");
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("data-user=\"uni:bob\"");
    }

    [Test]
    public async Task Rules_of_one_are_about_its_names()
    {
        provider.Claims = new JsonObject { ["sub"] = "1234", ["username"] = "mallory" };
        using var refused = await browser.LoginElsewhereAsync(offer: "sso/");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        provider.Claims["username"] = "chief";
        (await browser.LoginElsewhereAsync(offer: "sso/")).Dispose();
        (await hub.Get<IUserStore>().FindAsync("uni:chief", default))!.Admin.ShouldBeTrue();
    }

    [Test]
    public async Task An_answer_to_one_is_no_answer_to_another()
    {
        var callback = await browser.CallbackAsync(offer: "sso/");
        using var answer = await browser.GetAsync(callback.Replace("/sso/", "/"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [TestCase("""[{"authenticator_class": "dummy"}, {"authenticator_class": "github", "config": {"client_id": "x"}}]""", "neither has another")]
    [TestCase("""[{"authenticator_class": "dummy", "username_prefix": "a"}, {"authenticator_class": "github", "username_prefix": "AB", "config": {"client_id": "x"}}]""", "begins with")]
    [TestCase("""[{"authenticator_class": "dummy", "username_prefix": "a"}, {"authenticator_class": "dummy", "username_prefix": "b"}]""", "same url_prefix")]
    [TestCase("""[{"authenticator_class": "dumy"}]""", "there is none of")]
    [TestCase("""[{"authenticator_class": "multi"}]""", "cannot be one of several")]
    [TestCase("""[{"authenticator_class": "dummy", "config": {"whitelst": []}}]""", "there is no such trait")]
    public void Settings_that_could_mix_up_people_are_refused(string entries, string why) =>
        Configured(entries).Mistakes.Lines().ShouldContain(line => line.Contains(why));

    private async Task<HttpResponseMessage> SendFormAsync(string user, string form)
    {
        using var page = await browser.GetAsync("/hub/login");
        return await browser.PostFormAsync("/hub/login",
            ("_xsrf", await PageClient.XsrfOf(page)), ("username", user), ("password", "password"), ("authenticator", form));
    }

    private static ConfigurationResult Configured(string entries) =>
        Reading.File($$$"""{"JupyterHub": {"authenticator_class": "multi"}, "MultiAuthenticator": {"authenticators": {{{entries}}}}}""");
}
