using System.Diagnostics;
using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Journeys;

/// <summary>JupyterHub's own client code in Python, and programs that call the API as others have written them.</summary>
public sealed class HubAuthTests
{
    private const string ServiceToken = "token-of-the-service-whoami";
    private const string CullerToken = "token-of-the-service-culler";

    private const string Identify =
        """
        import json, os, sys
        from jupyterhub.services.auth import HubAuth
        auth = HubAuth(api_token=os.environ["SERVICE_TOKEN"], api_url=os.environ["API_URL"])
        print(json.dumps([auth.user_for_token(token, use_cache=False) for token in sys.argv[1:]]))
        """;

    private const string WhoAmI =
        """
        import json, os, urllib.parse
        from jupyterhub.services.auth import HubOAuthenticated, HubOAuthCallbackHandler
        from tornado import ioloop, web

        class WhoAmI(HubOAuthenticated, web.RequestHandler):
            @web.authenticated
            def get(self):
                self.write(json.dumps(self.get_current_user()))

        prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        web.Application(
            [(prefix, WhoAmI), (prefix + "oauth_callback", HubOAuthCallbackHandler)], cookie_secret=os.urandom(32)
        ).listen(urllib.parse.urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port, "127.0.0.1")
        ioloop.IOLoop.current().start()
        """;

    private readonly string serviceUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private TestDatabase database = null!;
    private HubPlace place = null!;
    private HubRest admin = null!;
    private Process? service;

    private string ApiUrl => $"http://127.0.0.1:{place.HubPort}/hub/api";

    [OneTimeSetUp]
    public async Task StartHubAndService()
    {
        await Python.NeedAsync("jupyterhub, tornado");
        database = await HubApplication.DatabaseAsync();
        place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("JupyterHub.services", new JsonArray(
                new JsonObject { ["name"] = "whoami", ["url"] = serviceUrl, ["api_token"] = ServiceToken },
                new JsonObject { ["name"] = "culler", ["api_token"] = CullerToken })),
            ("JupyterHub.load_roles", new JsonArray(
                Role("visitors", new JsonArray("access:services!service=whoami"), ("groups", "visitors")),
                Role("reader", new JsonArray("read:users"), ("services", "whoami")),
                Role("cullers", new JsonArray("list:users", "read:users:activity", "read:servers", "delete:servers"), ("services", "culler")))),
            ("JupyterHub.load_groups", new JsonObject { ["visitors"] = new JsonObject { ["users"] = new JsonArray("ada") } }));
        await place.StartAsync();
        admin = place.Rest();
        service = Process.Start(Python.Start(
            [
                ("JUPYTERHUB_API_TOKEN", ServiceToken), ("JUPYTERHUB_API_URL", ApiUrl), ("JUPYTERHUB_CLIENT_ID", "service-whoami"),
                ("JUPYTERHUB_SERVICE_NAME", "whoami"), ("JUPYTERHUB_SERVICE_PREFIX", "/services/whoami/"), ("JUPYTERHUB_SERVICE_URL", serviceUrl),
                ("JUPYTERHUB_BASE_URL", "/"), ("JUPYTERHUB_OAUTH_SCOPES", """["access:services!service=whoami"]"""),
            ],
            "-c", WhoAmI));
        await Eventually.True(() => RealProxy.Accepts(new Uri(serviceUrl).Port), TimeSpan.FromSeconds(60));
    }

    [OneTimeTearDown]
    public async Task StopHubAndService()
    {
        if (service is not null)
        {
            service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task HubAuth_knows_the_owner_of_a_token_and_refuses_an_unknown_one()
    {
        await admin.AddUserAsync("kim");
        var token = await admin.TokenOfAsync("kim");

        var (code, output) = await Python.RunAsync(
            [("SERVICE_TOKEN", ServiceToken), ("API_URL", ApiUrl)], "-W", "ignore", "-c", Identify, token, "nonsense");

        code.ShouldBe(0, output);
        var found = JsonNode.Parse(output.Split('\n')[0])!.AsArray();
        ((string?)found[0]!["name"]).ShouldBe("kim");
        ((string?)found[0]!["kind"]).ShouldBe("user");
        found[0]!["scopes"]!.AsArray().Select(scope => (string?)scope).ShouldContain("read:users:name!user=kim");
        found[1].ShouldBeNull();
    }

    [Test]
    public async Task A_service_behind_the_proxy_signs_its_visitor_in_by_OAuth()
    {
        using var browser = new PageClient(place.Port);
        var (_, loginPage) = await FollowAsync(browser, "/services/whoami/");
        loginPage.ShouldContain("name=\"password\"");

        using var signedIn = await browser.LoginAsync("ada", HubPlace.Password, "?next=%2Fservices%2Fwhoami%2F");
        var (at, page) = await FollowAsync(browser, signedIn.Place()!);
        at.ShouldStartWith("/hub/api/oauth2/authorize");
        page.ShouldContain("whoami");
        using var agreed = await browser.PostFormAsync(
            at, [("_xsrf", Xsrf(page)), .. Fields(page, "scopes").Select(scope => ("scopes", scope))]);
        agreed.Place().ShouldNotBeNull(await agreed.TextAsync()).ShouldContain("/services/whoami/oauth_callback?code=");
        var (end, shown) = await FollowAsync(browser, new Uri(place.Url, agreed.Place()!).PathAndQuery);

        end.ShouldBe("/services/whoami/");
        ((string?)JsonNode.Parse(shown)!["name"]).ShouldBe("ada");
        browser.Cookie("service-whoami", "/services/whoami/").ShouldNotBeNull();
        // Signed in for good: the next visit needs no detour.
        using var again = await browser.GetAsync("/services/whoami/");
        ((int)again.StatusCode).ShouldBe(200);
    }

    [Test]
    public async Task A_service_stays_closed_to_users_without_its_scope()
    {
        using var browser = new PageClient(place.Port);
        using var signedIn = await browser.LoginAsync("bob", HubPlace.Password, "?next=%2Fservices%2Fwhoami%2F");
        var (at, page) = await FollowAsync(browser, signedIn.Place()!);
        at.ShouldStartWith("/hub/api/oauth2/authorize");
        page.ShouldContain("403");
    }

    [Test]
    public async Task The_idle_culler_finds_ready_servers_page_by_page_and_removes_them()
    {
        foreach (var user in new[] { "c1", "c2", "c3" })
            await admin.AddUserAsync(user);
        await admin.StartServerAsync("c1");
        await admin.StartServerAsync("c2", "named");
        using var culler = place.Rest(CullerToken);
        ((string?)(await culler.GetAsync("")).Json["version"]).ShouldBe("6.0.0");

        // As the culler does it: all pages first, then one server after the other.
        var found = new List<JsonNode>();
        for (var next = $"{ApiUrl}/users?state=ready&limit=1"; next is not null;)
        {
            var page = await culler.GetAsync(next, "application/jupyterhub-pagination+json");
            page.ShouldBeStatus(200);
            found.AddRange(page.Json["items"]!.AsArray()!);
            next = (string?)page.Json["_pagination"]!["next"]?["url"];
        }

        found.Select(user => (string?)user["name"]).ShouldBe(["c1", "c2"]);
        foreach (var user in found)
        {
            foreach (var (name, server) in user["servers"]!.AsObject())
            {
                ((bool)server!["ready"]!).ShouldBeTrue();
                DateTimeOffset.Parse((string)server["last_activity"]!).ShouldBeLessThan(DateTimeOffset.UtcNow);
                var body = name.Length > 0 ? new JsonObject { ["remove"] = true } : null;
                (await culler.DeleteAsync(HubRest.ServerPath((string)user["name"]!, name), body)).Status.ShouldBeOneOf(202, 204);
            }
        }

        await Eventually.True(async () => (await admin.GetAsync("users/c2")).Json["servers"]!.AsObject().Count == 0);
        await Eventually.True(async () => (await admin.GetAsync("users/c1")).Json["server"] is null);
        (await culler.GetAsync("users?state=ready")).Text.ShouldBe("[]");
    }

    private static JsonObject Role(string name, JsonArray scopes, (string Kind, string Name) holder) =>
        new() { ["name"] = name, ["scopes"] = scopes, [holder.Kind] = new JsonArray(holder.Name) };

    /// <summary>Goes where it is sent, as a browser does, and says where that ended.</summary>
    private async Task<(string At, string Page)> FollowAsync(PageClient browser, string target)
    {
        for (var hops = 0; hops < 12; hops++)
        {
            using var answer = await browser.GetAsync(target);
            if (answer.Place() is not { } next)
                return (target, await answer.TextAsync());
            target = new Uri(new Uri(place.Url, target), next).PathAndQuery;
        }

        throw new AssertionException($"Sent around in circles, last to {target}");
    }

    private static string Xsrf(string page) => Fields(page, "_xsrf").First();

    private static IEnumerable<string> Fields(string page, string name) =>
        page.Split('<').Where(tag => tag.StartsWith("input", StringComparison.Ordinal) && tag.Contains($"name=\"{name}\""))
            .Select(tag => System.Net.WebUtility.HtmlDecode(tag.Split("value=\"")[1].Split('"')[0]));
}
