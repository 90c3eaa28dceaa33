using System.Net;
using System.Text.Json;
using Hub.Domain.Authenticators;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Pages;

public sealed class SpawnPagesTests
{
    private static readonly AuthenticatorOptions Anybody = new() { AuthenticatorClass = "dummy" };

    private TinyServers machine = null!;

    [SetUp]
    public void SwitchOn() => machine = new TinyServers();

    [TearDown]
    public async Task SwitchOff() => await machine.DisposeAsync();

    [Test]
    public async Task Without_a_form_a_start_is_begun_and_its_progress_shown_until_the_server_is_ready()
    {
        await using var hub = await StartAsync(new TinySpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        using var started = await browser.GetAsync("/hub/spawn?next=%2Fuser%2Fada%2Flab");
        started.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        started.Place().ShouldBe("/hub/spawn-pending/ada?next=%2Fuser%2Fada%2Flab");
        await Eventually.Until(() => browser.GetAsync(started.Place()!), answer => answer.Place() == "/user/ada/lab");
        using var again = await browser.GetAsync("/hub/spawn");
        again.Place().ShouldBe("/user/ada/");
        using var root = await browser.GetAsync("/hub/");
        root.Place().ShouldBe("/user/ada/");
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("id=\"stop\"");
    }

    [Test]
    public async Task Whoever_only_asks_with_HEAD_does_nothing()
    {
        var spawner = new NeverSpawner(machine);
        await using var hub = await StartAsync(spawner);
        using var browser = await SignedInAsync(hub, "ada");
        foreach (var (path, status) in new[] { ("spawn", 405), ("logout", 405), ("api/oauth2/authorize", 405), ("login", 302), ("home", 200) })
        {
            using var answer = await browser.SendAsync(HttpMethod.Head, $"/hub/{path}");
            ((int)answer.StatusCode).ShouldBe(status, path);
        }

        spawner.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task While_a_server_starts_its_page_follows_the_progress()
    {
        var spawner = new NeverSpawner(machine);
        await using var hub = await StartAsync(spawner);
        using var browser = await SignedInAsync(hub, "ada");
        using var started = await browser.GetAsync("/hub/spawn/ada?opt-size=big&opt-size=huge&size=small");
        started.Place().ShouldBe("/hub/spawn-pending/ada?opt-size=big&opt-size=huge&size=small");
        spawner.Requests[^1].Options.ToJsonString().ShouldBe("""{"size":["big","huge"]}""");
        using var pending = await browser.GetAsync(started.Place()!);
        pending.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await pending.TextAsync()).ShouldContain("data-progress-url=\"/hub/api/users/ada/server/progress\"");
        using var other = await browser.GetAsync("/hub/spawn");
        other.Place().ShouldBe("/hub/spawn-pending/ada");
        using var server = await browser.GetAsync("/hub/user/ada/lab");
        server.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        server.Place().ShouldBe("/hub/spawn-pending/ada?next=%2Fhub%2Fuser%2Fada%2Flab");
    }

    [Test]
    public async Task A_start_that_fails_is_told_with_its_reason_and_a_way_to_try_again()
    {
        await using var hub = await StartAsync(new BadSpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        using var started = await browser.GetAsync("/hub/spawn");
        started.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        using var failed = await browser.GetAsync("/hub/spawn-pending/ada?next=%2Fuser%2Fada%2Flab");
        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var html = await failed.TextAsync();
        html.ShouldContain("Spawn failed");
        html.ShouldContain("I don&#x27;t work!");
        html.ShouldContain("href=\"/hub/spawn/ada?next=%2Fuser%2Fada%2Flab\"");
        using var visited = await browser.GetAsync("/hub/user/ada/lab");
        visited.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Test]
    public async Task A_start_that_was_called_off_has_not_failed()
    {
        await using var hub = await StartAsync(new NeverSpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        (await browser.GetAsync("/hub/spawn")).Dispose();
        using var ada = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "ada", "inherit"));
        (await ada.DeleteAsync("users/ada/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(async () => (await ada.GetAsync("users/ada/server")).Json.Value<bool>("stopped"));
        using var pending = await browser.GetAsync("/hub/spawn-pending/ada");
        pending.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await pending.TextAsync();
        html.ShouldContain("Server not running");
        html.ShouldNotContain("Spawn cancelled");
        using var visited = await browser.GetAsync("/hub/user/ada/lab");
        visited.StatusCode.ShouldBe(HttpStatusCode.FailedDependency);
    }

    [Test]
    public async Task With_a_form_the_user_chooses_first()
    {
        var spawner = new NeverSpawner(machine);
        await using var hub = await StartAsync(
            spawner, new HubConfiguration { Spawner = new SpawnerOptions { OptionsForm = "<select name=\"size\"></select>", OptionsFromForm = "simple" } });
        using var browser = await SignedInAsync(hub, "ada");
        using var form = await browser.GetAsync("/hub/spawn?next=%2Fuser%2Fada%2Flab");
        form.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await form.TextAsync();
        html.ShouldContain("<select name=\"size\"></select>");
        var action = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(html, "id=\"spawn_form\"[^>]* action=\"([^\"]*)\"").Groups[1].Value);
        action.ShouldBe($"/hub/spawn?next=%2Fuser%2Fada%2Flab&_xsrf={await PageClient.XsrfOf(form)}");
        using var started = await browser.PostFormAsync(action, ("size", "big"), ("gpu", "on"));
        started.Place().ShouldBe("/hub/spawn-pending/ada?next=%2Fuser%2Fada%2Flab");
        spawner.Requests[^1].Options.ToJsonString().ShouldBe("""{"size":"big","gpu":true}""");
        using var twice = await browser.PostFormAsync(action, ("size", "big"));
        twice.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await twice.TextAsync()).ShouldContain("ada is pending spawn");
    }

    [Test]
    public async Task A_choice_that_is_refused_brings_the_form_back()
    {
        await using var hub = await StartAsync(
            new BadSpawner(machine), new HubConfiguration { Spawner = new SpawnerOptions { OptionsForm = "<select name=\"size\"></select>" } });
        using var browser = await SignedInAsync(hub, "ada");
        using var form = await browser.GetAsync("/hub/spawn");
        using var refused = await browser.PostFormAsync($"/hub/spawn?_xsrf={await PageClient.XsrfOf(form)}", ("size", "big"));
        refused.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var html = await refused.TextAsync();
        html.ShouldContain("Error: I don&#x27;t work!");
        html.ShouldContain("<select name=\"size\"></select>");
    }

    [Test]
    public async Task An_option_without_a_name_cannot_be_processed()
    {
        await using var hub = await StartAsync(new NeverSpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        using var answer = await browser.GetAsync("/hub/spawn?opt-=1");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task Named_servers_have_pages_of_their_own()
    {
        await using var hub = await StartAsync(new TinySpawner(machine), new HubConfiguration { Servers = new ServerOptions { AllowNamedServers = true } });
        using var browser = await SignedInAsync(hub, "ada");
        using var missing = await browser.GetAsync("/hub/spawn-pending/ada/lab");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var started = await browser.GetAsync("/hub/spawn/ada/lab?display_name=My%20Lab");
        started.Place().ShouldBe("/hub/spawn-pending/ada/lab");
        await Eventually.Until(() => browser.GetAsync(started.Place()!), answer => answer.Place() == "/user/ada/lab/");
        using var home = await browser.GetAsync("/hub/home");
        var html = await home.TextAsync();
        html.ShouldContain("My Lab");
        html.ShouldContain("id=\"stop-lab\"");
        using var invalid = await browser.GetAsync("/hub/spawn/ada/Not%20Valid");
        invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task The_page_of_a_stopped_server_offers_to_start_it()
    {
        await using var hub = await StartAsync(new NeverSpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        using var page = await browser.GetAsync("/hub/user/ada/lab/tree?x=1");
        page.StatusCode.ShouldBe(HttpStatusCode.FailedDependency);
        (await page.TextAsync()).ShouldContain("href=\"/hub/spawn/ada?next=%2Fhub%2Fuser%2Fada%2Flab%2Ftree%3Fx%3D1\"");
        using var pending = await browser.GetAsync("/hub/spawn-pending/ada");
        pending.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await pending.TextAsync()).ShouldContain("Server not running");
    }

    [TestCase("GET", "/hub/user/ada/api/contents", null, 424)]
    [TestCase("GET", "/hub/user/ada/lab/api/contents?a=1", null, 424)]
    [TestCase("GET", "/hub/user/ada/lab", "application/json", 424)]
    [TestCase("GET", "/hub/user/ada/lab", "application/json, text/html;q=0.9", 424)]
    [TestCase("POST", "/hub/user/ada/lab", null, 424)]
    [TestCase("PATCH", "/hub/user/ada/lab", null, 424)]
    [TestCase("DELETE", "/hub/user/ada/lab", null, 424)]
    [TestCase("PUT", "/hub/user/ada/lab", null, 405)]
    public async Task Programs_are_told_in_JSON_that_a_server_does_not_run(string method, string path, string? accept, int status)
    {
        await using var hub = await StartAsync(new NeverSpawner(machine));
        var (program, headers) = await WithTokenAsync(hub, "ada");
        using (program)
        {
            if (accept is not null)
                headers = [.. headers, ("Accept", accept)];
            using var answer = await program.SendAsync(new HttpMethod(method), path, null, headers);
            ((int)answer.StatusCode).ShouldBe(status);
            if (status == 405)
                return;
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            JObject.Parse(await answer.TextAsync())["message"]!.ToString().ShouldBe(
                $"JupyterHub server no longer running at {path.Split('?')[0]["/hub".Length..]}. "
                + $"Restart the server at http://127.0.0.1:{hub.Port}/hub/spawn/ada");
        }
    }

    [Test]
    public async Task Old_clients_can_have_503_instead()
    {
        await using var hub = await StartAsync(
            new NeverSpawner(machine), new HubConfiguration { Pages = new PageOptions { UseLegacyStoppedServerStatusCode = true } });
        using var browser = await SignedInAsync(hub, "ada");
        using var page = await browser.GetAsync("/hub/user/ada/lab");
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [TestCase("/hub/user/bob/lab")]
    [TestCase("/hub/user/nobody/lab")]
    [TestCase("/hub/spawn/bob")]
    [TestCase("/hub/spawn/nobody")]
    [TestCase("/hub/spawn-pending/bob")]
    public async Task A_server_of_somebody_else_is_as_good_as_none(string path)
    {
        await using var hub = await StartAsync(new NeverSpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        await hub.Get<IUserStore>().CreateAsync(["bob"], admin: false, default);
        using var answer = await browser.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.TextAsync()).ShouldContain("No access to resources or resources not found");
    }

    [Test]
    public async Task A_server_that_is_ready_is_tried_again_but_not_for_ever()
    {
        await using var hub = await StartAsync(new TinySpawner(machine));
        using var browser = await SignedInAsync(hub, "ada");
        using var started = await browser.GetAsync("/hub/spawn");
        await Eventually.Until(() => browser.GetAsync("/hub/spawn-pending/ada"), answer => answer.Place() == "/user/ada/");
        using var once = await browser.GetAsync("/hub/user/ada/lab?a=1");
        once.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        once.Place().ShouldBe("/user/ada/lab?a=1&redirects=1");
        using var often = await browser.GetAsync("/hub/user/ada/lab?redirects=4");
        often.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await often.TextAsync()).ShouldContain("Redirect loop detected.");
    }

    [Test]
    public async Task A_logout_stops_the_servers_where_that_is_wanted()
    {
        await using var hub = await StartAsync(new TinySpawner(machine), new HubConfiguration { Servers = new ServerOptions { ShutdownOnLogout = true } });
        using var browser = await SignedInAsync(hub, "ada");
        using var started = await browser.GetAsync("/hub/spawn");
        await Eventually.Until(() => browser.GetAsync("/hub/spawn-pending/ada"), answer => answer.Place() == "/user/ada/");
        await browser.GetAsync("/hub/logout");
        var user = await hub.Get<IUserStore>().FindAsync("ada", default);
        await Eventually.True(async () => await hub.Get<IServerStore>().FindAsync(user!.Id, "", default) is { Active: false });
    }

    [Test]
    public async Task What_the_operator_announces_stands_on_the_page_it_is_for()
    {
        var vars = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
            """{"announcement": "For <b>all</b>", "announcement_login": "For those outside", "login_term_url": "/terms"}""")!;
        await using var hub = await StartAsync(new NeverSpawner(machine), new HubConfiguration { Pages = new PageOptions { TemplateVars = vars } });
        using var browser = new PageClient(hub.Port);
        using var login = await browser.GetAsync("/hub/login");
        (await login.TextAsync()).ShouldContain("For those outside");
        (await login.TextAsync()).ShouldContain("href=\"/terms\"");
        await browser.LoginAsync("ada");
        using var home = await browser.GetAsync("/hub/home");
        (await home.TextAsync()).ShouldContain("For <b>all</b>");
    }

    private static Task<HubApplication> StartAsync(ISpawner spawner, HubConfiguration? configuration = null) => HubApplication.StartAsync(
        (configuration ?? new HubConfiguration()) with { Authenticator = Anybody },
        services => services.Replace(ServiceDescriptor.Singleton(spawner)));

    private static async Task<PageClient> SignedInAsync(HubApplication hub, string name)
    {
        var browser = new PageClient(hub.Port);
        using var answer = await browser.LoginAsync(name);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<(PageClient Program, (string, string)[] Headers)> WithTokenAsync(HubApplication hub, string name)
    {
        await hub.Get<IUserStore>().SignedInAsync(name, null, default);
        var token = await MintedTokens.OfAsync(hub, name, "inherit");
        return (new PageClient(hub.Port), [("Authorization", $"token {token}")]);
    }
}
