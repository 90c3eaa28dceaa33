using System.Text.Json.Nodes;
using Hub.Api.Background;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;
using Microsoft.Playwright;

namespace Hub.Tests.Journeys;

/// <summary>What survives the end of a process, whichever it is and however it ends.</summary>
[NonParallelizable]
public sealed class RestartTests
{
    private HubPlace place = null!;
    private HubProcess hub = null!;
    private HubRest admin = null!;

    [OneTimeSetUp]
    public async Task StartHub()
    {
        place = new HubPlace(
            ("JupyterHub.cleanup_servers", false),
            ("JupyterHub.tornado_settings", new JsonObject { ["slow_spawn_timeout"] = 0.1, ["slow_stop_timeout"] = 0.1 }),
            ("LocalProcessSpawner.interrupt_timeout", 3),
            ("LocalProcessSpawner.term_timeout", 3));
        hub = await place.StartAsync();
        admin = place.Rest();
    }

    [OneTimeTearDown]
    public async Task StopHub()
    {
        admin.Dispose();
        await place.DisposeAsync();
    }

    [TestCase(false, TestName = "Servers_tokens_and_sessions_survive_a_stop_of_the_hub")]
    [TestCase(true, TestName = "Servers_tokens_and_sessions_survive_a_kill_of_the_hub")]
    public async Task Servers_tokens_and_sessions_survive(bool kill)
    {
        var user = kill ? "kim" : "tim";
        await admin.AddUserAsync(user);
        await admin.StartServerAsync(user);
        var pid = await PidAsync(user);
        using var own = place.Rest(await admin.TokenOfAsync(user));
        using var browser = new PageClient(place.Port);
        using (await browser.LoginAsync(user, HubPlace.Password))
            (await HomeOfAsync(browser)).ShouldBe(user);

        if (kill)
        {
            await hub.KillAsync();
            // The proxy is a process of its own: whoever works in a server notices nothing.
            (await PidAsync(user)).ShouldBe(pid);
        }
        else
        {
            (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
            ProcessMark.Of(pid).ShouldNotBeNull();
        }

        hub = await place.StartAsync();

        (await Eventually.Until(() => PidAsync(user), found => found == pid)).ShouldBe(pid);
        (await own.GetAsync("user")).Json["name"]!.ToString().ShouldBe(user);
        (await HomeOfAsync(browser)).ShouldBe(user);
        ((bool)(await admin.ServerAsync(user))!["ready"]!).ShouldBeTrue();
        (await admin.ServerAsync(user))!["state"]!.ToJsonString().ShouldBe($$"""{"pid":{{pid}}}""", "what the hub knows it again by is its own affair");
        (await admin.DeleteAsync($"users/{user}/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(() => ProcessMark.Of(pid) is null);
    }

    [Test]
    public async Task A_killed_proxy_is_back_with_all_routes()
    {
        await admin.AddUserAsync("pia");
        await admin.StartServerAsync("pia");
        await admin.StartServerAsync("pia", "second");
        var proxy = ProcessMark.Of(int.Parse((await File.ReadAllLinesAsync(Path.Combine(place.DataPath, "jupyterhub-proxy.pid")))[0]))!;

        proxy.Signal(ProcessMark.Kill);

        await Eventually.True(() => !proxy.IsAlive);
        await Eventually.True(async () => (await admin.GetAsync("")).Status == 200, TimeSpan.FromSeconds(10));
        (await admin.GetAsync("/user/pia/")).ShouldBeStatus(200);
        (await admin.GetAsync("/user/pia/second/")).ShouldBeStatus(200);
    }

    [Test]
    public async Task A_start_goes_on_under_the_next_hub()
    {
        await HoldBackAsync("sue");
        var pid = Owned("sue").ShouldHaveSingleItem();

        await hub.KillAsync();
        hub = await place.StartAsync();
        place.Untell("sue", "wait");

        var last = (await admin.ProgressAsync("users/sue/server/progress"))[^1];
        last["ready"].ShouldNotBeNull(last.ToJsonString());
        (await PidAsync("sue")).ShouldBe(pid);
    }

    [Test]
    public async Task Whoever_watches_a_start_in_a_browser_is_taken_to_the_server_though_the_hub_was_away()
    {
        await HoldBackAsync("bea");
        await using var context = await Browser.ContextAsync(new BrowserNewContextOptions { BaseURL = place.Url.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/hub/login?next=%2Fhub%2Fspawn-pending%2Fbea");
        await page.FillAsync("#username_input", "bea");
        await page.FillAsync("#password_input", HubPlace.Password);
        await page.ClickAsync("#login_submit");
        await page.ArriveAtAsync("**/hub/spawn-pending/bea");
        await Eventually.True(async () => await page.Locator("#progress-log li").CountAsync() > 0);

        (await hub.TerminateAsync()).ShouldBe(0, hub.Said);
        await page.Locator("#hub-away").WaitForAsync(new() { Timeout = 60_000 });
        hub = await place.StartAsync();
        place.Untell("bea", "wait");

        await page.ArriveAtAsync("**/user/bea/", 60_000);
    }

    [Test]
    public async Task A_start_whose_process_went_with_the_hub_ends_with_a_reason()
    {
        await HoldBackAsync("zoe");
        var pid = Owned("zoe").ShouldHaveSingleItem();

        await hub.KillAsync();
        ProcessMark.Of(pid)!.Signal(ProcessMark.Kill);
        hub = await place.StartAsync();

        await Eventually.True(async () => await admin.ServerAsync("zoe") is null, TimeSpan.FromSeconds(30));
        (await admin.GetAsync("users/zoe")).Json["pending"].ShouldBeNull();
        Owned("zoe").ShouldBeEmpty();
        var last = (await admin.ProgressAsync("users/zoe/server/progress"))[^1];
        ((bool)last["failed"]!).ShouldBeTrue(last.ToJsonString());
        ((string)last["message"]!).ShouldContain("restarted");
        // And it can be started again, as if nothing had been.
        place.Untell("zoe", "wait");
        await admin.StartServerAsync("zoe");
    }

    [Test]
    public async Task A_stop_is_finished_by_the_next_hub()
    {
        place.Tell("dee", "deaf");
        await admin.AddUserAsync("dee");
        await admin.StartServerAsync("dee");
        var pid = await PidAsync("dee");
        (await admin.DeleteAsync("users/dee/server")).ShouldBeStatus(202);

        await hub.KillAsync();
        ProcessMark.Of(pid).ShouldNotBeNull();
        hub = await place.StartAsync();

        await Eventually.True(() => ProcessMark.Of(pid) is null, TimeSpan.FromSeconds(30));
        await Eventually.True(async () => await admin.ServerAsync("dee") is null);
    }

    /// <summary>Asks for a server that comes no further than its process.</summary>
    private async Task HoldBackAsync(string user)
    {
        place.Tell(user, "wait");
        await admin.AddUserAsync(user);
        (await admin.PostAsync($"users/{user}/server")).ShouldBeStatus(202);
        await Eventually.True(() => Owned(user).Count == 1);
        ((string?)(await admin.ServerAsync(user))!["pending"]).ShouldBe("spawn");
    }

    private IReadOnlyList<int> Owned(string user) =>
        [.. ProcessTable.WithEnvironment($"JUPYTERHUB_USER={user}").Intersect(place.Processes)];

    private async Task<int> PidAsync(string user) => (int)(await admin.GetAsync($"/user/{user}/who")).Json["pid"]!;

    private static async Task<string?> HomeOfAsync(PageClient browser)
    {
        using var home = await browser.GetAsync("/hub/home");
        var page = await home.TextAsync();
        var at = page.IndexOf("data-user=\"", StringComparison.Ordinal);
        return at < 0 ? null : page[(at + 11)..page.IndexOf('"', at + 11)];
    }
}
