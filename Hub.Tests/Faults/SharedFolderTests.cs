using Hub.Api.Background;
using Hub.Tests.Faults.Support;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults;

/// <summary>Two real hubs that share a folder, and so processes and a proxy: one is killed, or put to sleep.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedFolderTests
{
    private const int Sleep = 19;
    private const int Wake = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private TestDatabase database = null!;
    private HubPlace first = null!;
    private HubPlace second = null!;
    private HubProcess one = null!;
    private HubProcess two = null!;
    private HubRest admin = null!;
    private HubRest onOne = null!;
    private HubRest onTwo = null!;
    private ProcessScene scene = null!;

    [SetUp]
    public async Task StartHubs()
    {
        database = await TestPostgres.DatabaseAsync();
        first = new HubPlace(("JupyterHub.db_url", database.ConnectionString), ("JupyterHub.tornado_settings", Quick));
        var api = $"http://127.0.0.1:{FreePort.Next()}";
        first.Set("ConfigurableHTTPProxy.api_url", api);
        first.Set("ConfigurableHTTPProxy.check_running_interval", 1);
        second = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString), ("JupyterHub.tornado_settings", Quick), ("JupyterHub.port", first.Port),
            ("ConfigurableHTTPProxy.api_url", api), ("ConfigurableHTTPProxy.check_running_interval", 1), ("HubProcess.data_path", first.DataPath),
            ("SimpleLocalProcessSpawner.home_dir_template", Path.Combine(first.Folder, "homes") + "/{username}"));
        one = await first.StartAsync();
        two = second.Launch("--config", second.ConfigFile);
        using (var waiting = At(second.HubPort))
            await Eventually.True(async () => (await waiting.GetAsync("/hub/health/ready")).Status == 200, Patience);
        (admin, onOne, onTwo) = (first.Rest(), At(first.HubPort), At(second.HubPort));
        scene = new ProcessScene(database.ConnectionString, () => [first, second], place => place == second || !one.HasEnded, () => onTwo);
    }

    [TearDown]
    public async Task StopHubs()
    {
        admin.Dispose();
        onOne.Dispose();
        onTwo.Dispose();
        await second.DisposeAsync();
        await first.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task The_second_goes_on_with_servers_and_proxy_of_one_that_is_killed()
    {
        await admin.AddUserAsync("ada");
        await onOne.StartServerAsync("ada");
        var server = await PidAsync("ada");
        // Killed while both look on, the proxy comes back once, with all routes.
        (await ProxyAsync()).Signal(ProcessMark.Kill);
        await Eventually.True(async () => (await admin.GetAsync("/user/ada/")).Status == 200, Patience);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["ada"] = true });
        var proxy = await ProxyAsync();

        await one.KillAsync();

        (await admin.GetAsync("/user/ada/")).ShouldBeStatus(200);
        await Eventually.True(async () => (await admin.GetAsync("users/ada")).Status == 200, Patience);
        await two.SaysAsync("Taking over the proxy that runs already");
        (await ProxyAsync()).ShouldBe(proxy);
        proxy.IsAlive.ShouldBeTrue();
        (await PidAsync("ada")).ShouldBe(server);
        // Killed under the second's eyes, the proxy comes back with all routes.
        proxy.Signal(ProcessMark.Kill);
        await Eventually.True(async () => (await admin.GetAsync("/user/ada/")).Status == 200, Patience);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["ada"] = true });
        (await two.TerminateAsync()).ShouldBe(0, two.Said);
        ProcessMark.Of(server).ShouldBeNull("the last hub takes the servers along");
        RealProxy.Accepts(first.Port).ShouldBeFalse("and the proxy");
    }

    [Test]
    public async Task One_that_sleeps_through_its_lease_wakes_up_and_disturbs_nothing()
    {
        first.Tell("sue", "wait");
        await admin.AddUserAsync("sue");
        (await onOne.PostAsync("users/sue/server")).ShouldBeStatus(202);
        await Eventually.True(() => Servers("sue").Count == 1, Patience);
        var pid = Servers("sue").Single();

        ProcessMark.Of(one.Pid)!.Signal(Sleep);
        await two.SaysAsync("Taking over sue");
        first.Untell("sue", "wait");
        await Eventually.True(async () => await onTwo.ServerAsync("sue") is { } model && (bool)model["ready"]!, Patience);
        ProcessMark.Of(one.Pid)!.Signal(Wake);

        await Eventually.True(async () => (await onOne.GetAsync("info")).Json["replicas"]!.AsArray().Count == 2, Patience);
        (await PidAsync("sue")).ShouldBe(pid);
        Servers("sue").ShouldBe([pid]);
        ((bool)(await onOne.ServerAsync("sue"))!["ready"]!).ShouldBeTrue();
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["sue"] = true });
    }

    private static System.Text.Json.Nodes.JsonObject Quick => new() { ["slow_spawn_timeout"] = 0.1 };

    private static HubRest At(int port) => new(new Uri($"http://127.0.0.1:{port}"), HubPlace.AdminToken);

    private IReadOnlyList<int> Servers(string user) => scene.ProcessesOf(user);

    private async Task<int> PidAsync(string user) => (int)(await admin.GetAsync($"/user/{user}/")).Json["pid"]!;

    private async Task<ProcessMark> ProxyAsync() =>
        ProcessMark.Of(int.Parse((await File.ReadAllLinesAsync(Path.Combine(first.DataPath, "jupyterhub-proxy.pid")))[0]))!;
}
