using Hub.Api.Access;
using Hub.Domain.Configuration;
using Hub.Tests.Support;

namespace Hub.Tests.Api.Access;

/// <summary>Logins: how they end, and what protects their cookies.</summary>
public sealed class SessionTests : ApiFixture
{
    [Test]
    public async Task Signing_out_everywhere_ends_every_login_and_leaves_API_tokens()
    {
        using var one = new PageClient(App.Port);
        using var two = new PageClient(App.Port);
        foreach (var browser in new[] { one, two })
            using (await browser.LoginAsync("roamer")) { }
        var roamer = await ClientAsync("roamer", "inherit");
        (await roamer.DeleteAsync("users/roamer/sessions")).ShouldBe(204);
        foreach (var browser in new[] { one, two })
        {
            using var home = await browser.GetAsync("/hub/home");
            home.Place().ShouldStartWith("/hub/login");
        }

        (await roamer.GetAsync("user")).Status.ShouldBe(200);
        (await roamer.DeleteAsync("users/admin/sessions")).ShouldFail(404);
        (await Admin.GetAsync("audit?kind=sessions-ended&object=user/roamer")).Json["items"]!.Count().ShouldBe(1);
    }

    [Test]
    public async Task Browsers_are_told_to_stay_with_TLS_once_they_came_by_it()
    {
        (await Nobody.GetAsync("", ("X-Forwarded-Proto", "https"))).Headers["Strict-Transport-Security"].ShouldBe("max-age=31536000");
        (await Nobody.GetAsync("")).Headers.ContainsKey("Strict-Transport-Security").ShouldBeFalse();
    }

    [TestCase("http", false)]
    [TestCase("https", true)]
    public async Task Cookies_are_for_the_scheme_they_came_by_and_for_the_path_of_the_hub(string scheme, bool secure)
    {
        await using var hub = await HubApplication.StartAsync(Basis with { Urls = new HubUrlOptions { BaseUrl = "/lab/" } });
        using var browser = new PageClient(hub.Port);
        using var form = await browser.GetAsync("/lab/hub/login", ("X-Forwarded-Proto", scheme));
        using var login = await browser.SendAsync(
            HttpMethod.Post, "/lab/hub/login",
            PageClient.Form(("_xsrf", await PageClient.XsrfOf(form)), ("username", "ada"), ("password", "password")),
            ("X-Forwarded-Proto", scheme), ("Cookie", form.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
        login.Place().ShouldBe("/lab/hub/spawn");
        var cookies = form.Headers.GetValues("Set-Cookie").Concat(login.Headers.GetValues("Set-Cookie")).ToList();
        cookies.Count.ShouldBe(3);
        cookies.ShouldAllBe(cookie => cookie.Contains("; secure") == secure);
        cookies.ShouldAllBe(cookie => cookie.Contains("; httponly"));
        cookies.Select(cookie => cookie.Split('=')[0] + cookie.Split("; path=")[1].Split(';')[0])
            .ShouldBe(["_xsrf/lab/hub/", "jupyterhub-hub-login/lab/hub/", "jupyterhub-session-id/lab/"], ignoreOrder: true);
    }

    [Test]
    public async Task The_key_of_forms_changes_every_month_and_the_one_before_stays_good()
    {
        using var browser = new PageClient(App.Port);
        using (await browser.LoginAsync("patient")) { }
        using var page = await browser.GetAsync("/hub/token");
        var xsrf = await PageClient.XsrfOf(page);
        var keys = App.Get<CookieKey>();
        var first = keys.Values[0];
        App.Clock.Advance(TimeSpan.FromDays(30));
        await keys.LoadAsync(default);
        keys.Values[0].ShouldNotBe(first);
        keys.Values.ShouldContain(key => key.SequenceEqual(first));
        using var ended = await browser.SendAsync(HttpMethod.Delete, "/hub/api/users/patient/server", null, ("X-XSRFToken", xsrf));
        // The login has ended by then, but not for want of a proof.
        (await ended.TextAsync()).ShouldNotContain("XSRF cookie does not match");
        App.Clock.Advance(TimeSpan.FromDays(60));
        await keys.LoadAsync(default);
        keys.Values.ShouldNotContain(key => key.SequenceEqual(first));
    }

    [Test]
    public async Task Whoever_is_blocked_is_out_on_every_hub_within_a_second()
    {
        await UsersAsync("mallory");
        await Admin.PostAsync("groups/crowd", """{"users": ["mallory"]}""");
        await Admin.PostAsync("users/mallory/server");
        using var browser = new PageClient(App.Port);
        using (await browser.LoginAsync("mallory")) { }
        var mallory = await ClientAsync("mallory", "inherit");
        (await mallory.GetAsync("user")).Status.ShouldBe(200);

        await using var next = await HubApplication.StartAsync(
            Basis with { Authenticator = Basis.Authenticator with { BlockedUsers = new HashSet<string> { "Mallory" } } }, null, beside: App);
        await Eventually.True(async () => (await mallory.GetAsync("user")).Status == 403, Eventually.ASecond);
        using var home = await browser.GetAsync("/hub/home");
        home.Place().ShouldStartWith("/hub/login");
        var user = (await Admin.GetAsync("users/mallory")).Json;
        user["groups"]!.ShouldBeEmpty();
        user["roles"]!.ShouldBeEmpty();
    }
}
