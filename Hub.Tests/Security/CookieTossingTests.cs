using System.Net;
using Hub.Api.Access;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>A browser brings two logins at once: one of them was planted by a page that is not the hub's.</summary>
public sealed class CookieTossingTests : ApiFixture
{
    private const string Login = "jupyterhub-hub-login";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Neither_counts_and_all_but_the_hub_s_own_are_cleared(bool plantedFirst)
    {
        var (own, planted) = (await LoginOfAsync("ada"), await LoginOfAsync("mallory"));
        using var browser = new PageClient(App.Port);
        var both = plantedFirst ? $"{Login}={planted}; {Login}={own}" : $"{Login}={own}; {Login}={planted}";
        foreach (var path in new[] { "/hub/home", "/hub/login", "/hub/api/user" })
        {
            using var answer = await browser.GetAsync(path, ("Cookie", both));
            (await answer.TextAsync()).ShouldNotContain("mallory");
            (answer.Place() ?? "/hub/login").ShouldStartWith("/hub/login");
            var cleared = answer.Headers.GetValues("Set-Cookie").Where(cookie => cookie.StartsWith($"{Login}=;", StringComparison.Ordinal)).ToList();
            cleared.ShouldAllBe(cookie => cookie.Contains("expires=Thu, 01 Jan 1970"));
            cleared.ShouldContain(cookie => cookie.EndsWith("path=/", StringComparison.Ordinal));
            cleared.ShouldContain(cookie => cookie.EndsWith($"path={path}", StringComparison.Ordinal));
            cleared.ShouldNotContain(cookie => cookie.EndsWith("path=/hub/", StringComparison.Ordinal), "that is the hub's own");
        }
    }

    [Test]
    public async Task What_is_no_login_beside_one_changes_nothing()
    {
        using var browser = new PageClient(App.Port);
        using var home = await browser.GetAsync("/hub/home", ("Cookie", $"{Login}=made-up; {Login}={await LoginOfAsync("ada")}"));
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await home.TextAsync()).ShouldContain("data-user=\"ada\"");
    }

    [Test]
    public void Cookies_are_looked_for_wherever_a_page_may_set_them()
    {
        PlantedCookies.Paths("/hub/home").ShouldBe(["/", "/hub", "/hub/", "/hub/home"]);
        PlantedCookies.Paths("/").ShouldBe(["/"]);
        PlantedCookies.Paths("/a;b/c").ShouldBe(["/"]);
        PlantedCookies.Paths("/" + string.Join('/', Enumerable.Range(0, 1000))).Count().ShouldBeLessThan(12);
        PlantedCookies.Domains("hub.uni.example").ShouldBe([null, "hub.uni.example", "uni.example"]);
        PlantedCookies.Domains("127.0.0.1").ShouldBe([null]);
        PlantedCookies.Domains("localhost").ShouldBe([null]);
    }

    private async Task<string> LoginOfAsync(string name)
    {
        using var browser = new PageClient(App.Port);
        using (await browser.LoginAsync(name)) { }
        return browser.Cookie(Login)!;
    }
}
