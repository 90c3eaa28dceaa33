using System.Net;
using System.Text.RegularExpressions;
using Hub.Domain.Users;
using Hub.Tests.Support;

namespace Hub.Tests.Security;

/// <summary>Mistakes that others have published advisories about, each as a test named by what went wrong there.</summary>
public sealed class AdvisoryTests : ApiFixture
{
    [Test]
    [Advisory("CVE-2026-54338")]
    public async Task Unbounded_names_in_the_log_CVE_2026_54338()
    {
        var before = App.Log.Text.Length;
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/login");
        var name = "x\nWarning: User logged in: 'admin'\r" + new string('y', 500_000);
        using var refused = await browser.PostFormAsync(
            "/hub/login", ("_xsrf", await PageClient.XsrfOf(page)), ("username", name), ("password", "wrong"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var said = App.Log.Text[before..];
        said.Length.ShouldBeLessThan(5_000);
        said.Split('\n').ShouldNotContain(line => line.StartsWith("Warning: User logged in", StringComparison.Ordinal));
    }

    [Test]
    [Advisory("CVE-2024-41942")]
    public async Task An_administrator_of_users_does_not_become_admin_CVE_2024_41942()
    {
        await UsersAsync("helper");
        var helper = await ClientAsync("robot", "admin:users");
        (await (await HelperAsync("helper")).PatchAsync("users/helper", """{"admin": true}""")).ShouldFail(403, "Only admins can grant admin permissions");
        (await (await HelperAsync("helper")).PostAsync("users/fresh-admin", """{"admin": true}""")).ShouldFail(403);
        (await (await HelperAsync("helper")).PostAsync("users", """{"usernames": ["fresh-admin"], "admin": true}""")).ShouldFail(403);
        (await helper.GetAsync("users/fresh-admin")).Status.ShouldBe(404);
    }

    [Test]
    [Advisory("GHSA-69wv-m5fw-2fhp")]
    public async Task A_filtered_scope_adds_no_users_or_groups_GHSA_69wv_m5fw_2fhp()
    {
        (await (await ClientAsync("robot", "admin:users!user=chosen")).PostAsync("users", """{"usernames": ["other"]}""")).ShouldFail(403);
        (await (await ClientAsync("robot", "admin:users!user=chosen")).PostAsync("users", """{"usernames": ["chosen"]}""")).ShouldFail(403);
        (await (await ClientAsync("robot", "admin:groups!group=chosen")).PostAsync("groups", """{"groups": ["chosen"]}""")).ShouldFail(403);
    }

    [TestCase("no-cors", "cross-site", false)]
    [TestCase("no-cors", "same-site", false)]
    [TestCase("cors", "cross-site", false)]
    [TestCase("no-cors", "same-origin", true)]
    [TestCase("navigate", "cross-site", true)]
    [TestCase("", "", true)]
    [Advisory("CVE-2026-40864")]
    public async Task A_picture_on_another_site_starts_no_server_CVE_2026_40864(string mode, string site, bool starts)
    {
        var name = HubAccounts.NewName("lured");
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync(name);
        using var answer = await browser.GetAsync("/hub/spawn", [.. new[] { ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Site", site) }.Where(header => header.Item2.Length > 0)]);
        answer.StatusCode.ShouldBe(starts ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden);
        ((await Admin.GetAsync($"audit?kind=server-start&object=server/{name}/")).Json["items"]!.Any()).ShouldBe(starts);
    }

    [TestCase("//other.example/")]
    [TestCase("///other.example/")]
    [TestCase("////other.example/")]
    [TestCase("/\\other.example/")]
    [TestCase("\\\\other.example/")]
    [TestCase("https:other.example/")]
    [TestCase("https:/other.example/")]
    [TestCase("https://other.example/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/\t/other.example/")]
    [TestCase("{own}//other.example/")]
    [TestCase("{own}/\\other.example/")]
    [TestCase("{own}@other.example/")]
    [TestCase("{own}.other.example/")]
    [Advisory("CVE-2026-33709")]
    [Advisory("CVE-2019-10255")]
    public async Task Whatever_comes_next_stays_on_this_hub_CVE_2026_33709_and_CVE_2019_10255(string next)
    {
        var asked = $"next={Uri.EscapeDataString(next.Replace("{own}", $"http://127.0.0.1:{App.Port}", StringComparison.Ordinal))}";
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync("walker", query: $"?{asked}");
        ShouldStay(login.Place());
        foreach (var page in new[] { "/hub/login", "/hub/", "/hub/spawn" })
        {
            using var answer = await browser.GetAsync($"{page}?{asked}");
            ShouldStay(answer.Place());
        }
    }

    [Test]
    public async Task A_host_that_was_made_up_leads_nowhere()
    {
        using var browser = new PageClient(App.Port);
        using var answer = await browser.SendAsync(HttpMethod.Get, "/hub/home", null, ("Host", "evil.example"));
        answer.Place().ShouldStartWith("/hub/login");
        using var outside = await browser.SendAsync(HttpMethod.Get, "/anything", null, ("Host", "evil.example"));
        outside.Place().ShouldStartWith("/hub/");
    }

    [Test]
    [Advisory("CVE-2024-28233")]
    public async Task What_a_peer_serves_cannot_read_the_login_CVE_2024_28233()
    {
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync("careful");
        var cookies = login.Headers.GetValues("Set-Cookie").Select(cookie => cookie.ToLowerInvariant()).ToList();
        var own = cookies.Single(cookie => cookie.StartsWith("jupyterhub-hub-login=", StringComparison.Ordinal));
        own.ShouldContain("path=/hub/");
        own.ShouldContain("httponly");
        own.ShouldNotContain("domain=");
        cookies.Single(cookie => cookie.StartsWith("jupyterhub-session-id=", StringComparison.Ordinal)).ShouldContain("httponly");
        browser.Cookie("jupyterhub-hub-login", "/user/peer/").ShouldBeNull();
        browser.Cookie("_xsrf", "/user/peer/").ShouldBeNull();
    }

    [Test]
    public async Task The_public_id_of_a_session_opens_nothing()
    {
        using var browser = new PageClient(App.Port);
        using var login = await browser.LoginAsync("quiet");
        var id = browser.Cookie("jupyterhub-session-id", "/")!;
        using var thief = new PageClient(App.Port);
        thief.Cookies.Add(new Cookie("jupyterhub-hub-login", id, "/hub/", "127.0.0.1"));
        thief.Cookies.Add(new Cookie("jupyterhub-session-id", id, "/", "127.0.0.1"));
        using var answer = await thief.GetAsync("/hub/home");
        answer.Place().ShouldStartWith("/hub/login");
        (await Nobody.GetAsync("user", ("Authorization", $"token {id}"))).ShouldFail(403);
    }

    [TestCase("token")]
    [TestCase("access_token")]
    public async Task A_token_in_the_address_is_none(string parameter)
    {
        var secret = await TokenAsync("admin", "inherit");
        (await Nobody.GetAsync($"users?{parameter}={secret}")).ShouldFail(403);
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync($"/hub/home?{parameter}={secret}");
        page.Place().ShouldStartWith("/hub/login");
        App.Log.Text.ShouldNotContain(secret);
    }

    [Test]
    public async Task Nobody_learns_who_exists()
    {
        await UsersAsync("present");
        var curious = await ClientAsync("present", "inherit");
        foreach (var path in new[] { "users/{0}", "users/{0}/tokens", "users/{0}/server", "users/{0}/audit", "users/{0}/shared" })
        {
            var there = await curious.GetAsync(string.Format(null, path, "admin"));
            var missing = await curious.GetAsync(string.Format(null, path, "nobody-there"));
            (missing.Status, missing.Message).ShouldBe((there.Status, there.Message), path);
        }

        using var browser = new PageClient(App.Port);
        using var known = await browser.LoginAsync("present", "wrong");
        using var unknown = await browser.LoginAsync("nobody-there", "wrong");
        unknown.StatusCode.ShouldBe(known.StatusCode);
        Neutral(await unknown.TextAsync(), "nobody-there").ShouldBe(Neutral(await known.TextAsync(), "present"));
    }

    private async Task<TokenClient> HelperAsync(string name)
    {
        var roles = App.Get<Hub.Domain.Roles.IRoleStore>();
        if (await roles.FindAsync("user-admins", default) is not { } role)
        {
            await roles.CreateAsync(role = new Hub.Domain.Roles.Role { Name = "user-admins", Scopes = ["admin:users"], Origin = Hub.Domain.Roles.RoleOrigin.Api }, default);
            var user = (await App.Get<IUserStore>().FindAsync(name, default))!;
            await roles.GiveAsync(role.Id, new Hub.Domain.Roles.RoleHolder(Hub.Domain.Roles.RoleHolderKind.User, user.Id), default);
        }

        return await ClientAsync(name, "inherit");
    }

    private static void ShouldStay(string? place)
    {
        if (place is not null)
            place.ShouldMatch("^/[^/\\\\]|^/$");
    }

    private static string Neutral(string html, string name) =>
        Regex.Replace(html.Replace(name, "NAME", StringComparison.Ordinal), "[0-9a-f]{32}\\.[0-9a-f]{64}|[0-9a-f]{16}", "RANDOM");
}
