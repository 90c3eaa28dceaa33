using System.Net;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Users;
using Hub.Tests.Api.Wire;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Pages;

[TestFixture("/")]
[TestFixture("/jup/")]
public sealed class EntranceTests(string baseUrl)
{
    private HubApplication hub = null!;

    [OneTimeSetUp]
    public async Task StartHub() => hub = await HubApplication.StartAsync(new HubConfiguration
    {
        Urls = new HubUrlOptions { BaseUrl = baseUrl },
        Authenticator = new AuthenticatorOptions { AuthenticatorClass = "dummy" },
    });

    [OneTimeTearDown]
    public async Task StopHub() => await hub.DisposeAsync();

    [TestCase("GET", "", 302, "hub/")]
    [TestCase("GET", "hub", 301, "hub/")]
    [TestCase("GET", "nothing/here?a=1", 302, "hub/nothing/here?a=1")]
    [TestCase("GET", "user/ada", 301, "user/ada/")]
    [TestCase("GET", "services/app?x=1", 301, "services/app/?x=1")]
    [TestCase("GET", "user/ada/lab?a=%2F", 302, "hub/user/ada/lab?a=%2F")]
    [TestCase("GET", "user/a%2Fb/lab", 302, "hub/user/a%2Fb/lab")]
    [TestCase("POST", "user/ada/api/kernels", 302, "hub/user/ada/api/kernels")]
    [TestCase("GET", "/other.example/x", 302, "hub/other.example/x")]
    [TestCase("GET", "hub/", 302, "hub/login?next={here}hub%2F")]
    [TestCase("GET", "hub/?a=1", 302, "hub/login?next={here}hub%2F%3Fa%3D1")]
    [TestCase("GET", "hub/home", 302, "hub/login?next={here}hub%2Fhome")]
    [TestCase("GET", "hub/token", 302, "hub/login?next={here}hub%2Ftoken")]
    [TestCase("GET", "hub/admin", 302, "hub/login?next={here}hub%2Fadmin")]
    [TestCase("GET", "hub/spawn", 302, "hub/login?next={here}hub%2Fspawn")]
    [TestCase("GET", "hub/spawn-pending/ada", 302, "hub/login?next={here}hub%2Fspawn-pending%2Fada")]
    [TestCase("GET", "hub/user/ada/lab?x=1", 302, "hub/login?next={here}hub%2Fuser%2Fada%2Flab%3Fx%3D1")]
    [TestCase("GET", "hub/user-redirect/a/b?x=1", 302, "hub/login?next={here}hub%2Fuser-redirect%2Fa%2Fb%3Fx%3D1")]
    [TestCase("POST", "hub/spawn", 403, null)]
    [TestCase("POST", "hub/user/ada/lab", 403, null)]
    [TestCase("DELETE", "hub/user/ada/lab", 403, null)]
    [TestCase("POST", "hub/security/csp-report", 403, null)]
    [TestCase("GET", "hub/nothing", 404, null)]
    [TestCase("GET", "hub/home/", 404, null)]
    [TestCase("GET", "hub/login/", 404, null)]
    [TestCase("GET", "hub/spawn/", 404, null)]
    [TestCase("GET", "hub/spawn/ada/", 404, null)]
    [TestCase("GET", "hub/user/ada/", 302, "hub/login?next={here}hub%2Fuser%2Fada%2F")]
    [TestCase("GET", "hub/user-redirect/", 302, "hub/login?next={here}hub%2Fuser-redirect%2F")]
    [TestCase("PUT", "hub/login", 403, null)]
    [TestCase("GET", "hub/error/503", 200, null)]
    [TestCase("GET", "hub/error/777", 200, null)]
    [TestCase("GET", "hub/logo", 200, null)]
    [TestCase("GET", "hub/static/css/hub.css", 200, null)]
    [TestCase("GET", "hub/static/css/none.css", 404, null)]
    [TestCase("GET", "hub/static/../appsettings.json", 404, null)]
    public async Task Where_a_stranger_is_led(string method, string path, int status, string? place)
    {
        var answer = await RawHttp.SendAsync(hub.Port, $"{method} {baseUrl}{path}");
        answer.Status.ShouldBe(status);
        answer.Headers.GetValueOrDefault("Location")
            .ShouldBe(place is null ? null : baseUrl + place.Replace("{here}", baseUrl.Replace("/", "%2F")));
        if (status is not (302 or 301) && !path.StartsWith("hub/logo") && !path.StartsWith("hub/static"))
            answer.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
    }

    [Test]
    public async Task A_path_outside_the_base_is_led_into_the_hub()
    {
        if (baseUrl == "/")
            return;
        (await RawHttp.SendAsync(hub.Port, "GET /elsewhere?x=1")).Headers["Location"].ShouldBe("/jup/hub/elsewhere?x=1");
        (await RawHttp.SendAsync(hub.Port, "GET /jup?x=1")).Headers["Location"].ShouldBe("/jup/hub/?x=1");
    }

    [Test]
    public async Task Files_may_be_kept_for_good_when_the_address_has_their_version()
    {
        using var browser = new PageClient(hub.Port);
        using var page = await browser.GetAsync($"{baseUrl}hub/login");
        var url = System.Text.RegularExpressions.Regex.Match(await page.TextAsync(), "href=\"([^\"]*hub.css[^\"]*)\"").Groups[1].Value;
        url.ShouldMatch($"^{baseUrl}hub/static/css/hub.css\\?v=[0-9a-f]+$");
        using var versioned = await browser.GetAsync(url);
        versioned.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        using var plain = await browser.GetAsync($"{baseUrl}hub/static/css/hub.css");
        plain.Headers.CacheControl!.NoCache.ShouldBeTrue();
        using var again = await browser.GetAsync($"{baseUrl}hub/static/css/hub.css", ("If-None-Match", plain.Headers.ETag!.ToString()));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Test]
    public async Task No_page_has_a_script_or_a_style_of_its_own_inside()
    {
        using var browser = new PageClient(hub.Port);
        await SignInAsync(browser, "ada");
        foreach (var path in new[] { "home", "token", "error/404" })
        {
            using var page = await browser.GetAsync($"{baseUrl}hub/{path}");
            var html = await page.TextAsync();
            html.ShouldNotContain("<style");
            html.ShouldNotContain(" style=");
            html.ShouldNotContain(" onclick=");
            html.ShouldNotContain("://");
            html.Split("<script").Skip(1).ShouldAllBe(script => script.StartsWith(" type=\"module\" src=\"") && script.Contains("\"></script>"));
        }
    }

    [TestCase("hub/", "hub/spawn")]
    [TestCase("hub/?a=1&_xsrf=x", "hub/spawn?a=1")]
    [TestCase("hub/?next=%2Fhub%2Fhome&a=1", "/hub/home")]
    [TestCase("hub/login?username=x", "hub/spawn")]
    [TestCase("hub/user-redirect/tree/a%20b?x=1", "hub/spawn/ada?next={here}user%2Fada%2Ftree%2Fa%2520b%3Fx%3D1")]
    public async Task Where_somebody_signed_in_is_led(string path, string place)
    {
        using var browser = new PageClient(hub.Port);
        await SignInAsync(browser, "ada");
        using var answer = await browser.GetAsync(baseUrl + path);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Place().ShouldBe(place.StartsWith('/') ? place : baseUrl + place.Replace("{here}", baseUrl.Replace("/", "%2F")));
    }

    [Test]
    public async Task The_admin_page_is_for_those_with_the_scope()
    {
        using var browser = new PageClient(hub.Port);
        await SignInAsync(browser, "ada");
        using var refused = await browser.GetAsync($"{baseUrl}hub/admin");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var home = await browser.GetAsync($"{baseUrl}hub/home");
        (await home.TextAsync()).ShouldNotContain($"{baseUrl}hub/admin");
        using var chief = new PageClient(hub.Port);
        await hub.Get<IUserStore>().CreateAsync(["chief"], admin: true, default);
        await SignInAsync(chief, "chief");
        using var page = await chief.GetAsync($"{baseUrl}hub/admin");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.TextAsync()).ShouldContain("data-abilities=\"servers change delete start stop reset members delete-groups\"");
    }

    private async Task SignInAsync(PageClient browser, string name)
    {
        using var form = await browser.GetAsync($"{baseUrl}hub/login");
        using var answer = await browser.PostFormAsync(
            $"{baseUrl}hub/login", ("_xsrf", await PageClient.XsrfOf(form)), ("username", name), ("password", "x"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
