using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Microsoft.Playwright;

namespace Hub.Tests.Journeys;

/// <summary>JupyterHub's own Python handlers in services that the hub runs, visited by a real browser.</summary>
public sealed class ManagedServiceInBrowserTests
{
    private const string WhoAmI =
        """
        import json, os, urllib.parse
        from jupyterhub.services.auth import HubOAuthenticated, HubOAuthCallbackHandler, HubAuthenticated
        from tornado import ioloop, web

        class WhoAmI(HubOAuthenticated, web.RequestHandler):
            @web.authenticated
            def get(self):
                self.set_header("Content-Type", "application/json")
                self.write(json.dumps(self.get_current_user()))

        class Api(HubAuthenticated, web.RequestHandler):
            def get(self):
                self.write(json.dumps(self.get_current_user()))

        prefix = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
        web.Application(
            [(prefix, WhoAmI), (prefix + "oauth_callback", HubOAuthCallbackHandler), (prefix + "api", Api)], cookie_secret=os.urandom(32)
        ).listen(urllib.parse.urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]).port, "127.0.0.1")
        ioloop.IOLoop.current().start()
        """;

    private TestDatabase database = null!;
    private HubPlace place = null!;
    private HubRest admin = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        await Python.NeedAsync("jupyterhub, tornado");
        database = await HubApplication.DatabaseAsync();
        place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("JupyterHub.load_roles", new JsonArray(new JsonObject
            {
                ["name"] = "user",
                ["scopes"] = new JsonArray("self", "access:services!service=whoami", "access:services!service=trusted"),
            })));
        place.Set("JupyterHub.services", new JsonArray(Service("whoami", false), Service("trusted", true)));
        await place.StartAsync();
        admin = place.Rest();
        foreach (var name in new[] { "whoami", "trusted" })
        {
            using var visitor = new PageClient(place.Port);
            await Eventually.True(
                async () =>
                {
                    using var answer = await visitor.GetAsync($"/services/{name}/");
                    return answer.Place()?.Contains("oauth2/authorize", StringComparison.Ordinal) == true;
                },
                TimeSpan.FromSeconds(60));
        }
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin?.Dispose();
        if (place is not null)
            await place.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task A_visitor_signs_in_agrees_and_is_signed_out_of_the_service_with_the_hub()
    {
        await using var context = await Browser.ContextAsync();
        var page = await SignInAsync(context, "ada", "/services/whoami/");
        await Assertions(page).ToContainTextAsync("whoami");
        await page.Locator("form[method=post] [type=submit]").ClickAsync();
        await page.ArriveAtAsync("**/services/whoami/");
        ((string?)JsonNode.Parse(await page.InnerTextAsync("body"))!["name"]).ShouldBe("ada");

        // Another tab signs out of the hub: the service asks again at once, since its token is gone.
        var other = await context.NewPageAsync();
        await other.GotoAsync(new Uri(place.Url, "/hub/logout").AbsoluteUri);
        await Eventually.True(
            async () =>
            {
                await page.GotoAsync(new Uri(place.Url, "/services/whoami/").AbsoluteUri);
                return page.Url.Contains("/hub/login", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task A_trusted_service_asks_nothing()
    {
        await using var context = await Browser.ContextAsync();
        var page = await SignInAsync(context, "bob", "/services/trusted/");
        await page.ArriveAtAsync("**/services/trusted/");
        ((string?)JsonNode.Parse(await page.InnerTextAsync("body"))!["name"]).ShouldBe("bob");
    }

    [Test]
    public async Task HubAuthenticated_knows_the_owner_of_a_token()
    {
        await admin.AddUserAsync("kim");
        using var kim = place.Rest(await admin.TokenOfAsync("kim"));
        var answer = await Eventually.Until(() => kim.GetAsync("/services/whoami/api"), got => got.Status == 200);
        ((string?)answer.Json["name"]).ShouldBe("kim");
    }

    private static ILocatorAssertions Assertions(IPage page) => Microsoft.Playwright.Assertions.Expect(page.Locator("body"));

    private async Task<IPage> SignInAsync(IBrowserContext context, string user, string target)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(place.Url, target).AbsoluteUri);
        await page.FillAsync("input[name=username]", user);
        await page.FillAsync("input[name=password]", HubPlace.Password);
        await page.Locator("input[name=password]").PressAsync("Enter");
        return page;
    }

    private JsonObject Service(string name, bool trusted) => new()
    {
        ["name"] = name,
        ["url"] = $"http://127.0.0.1:{FreePort.Next()}",
        ["command"] = new JsonArray(Python.Program, "-c", WhoAmI),
        ["oauth_no_confirm"] = trusted,
        ["environment"] = new JsonObject { [place.Mark.Name] = place.Mark.Value },
    };
}
