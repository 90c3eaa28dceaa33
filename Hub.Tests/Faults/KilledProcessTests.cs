using System.Text.Json.Nodes;
using Hub.Tests.Faults.Support;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Eventually = Hub.Tests.Support.Eventually;

namespace Hub.Tests.Faults;

/// <summary>The process of a hub is killed in the middle of starts and stops of real servers.</summary>
[Category("Faults"), NonParallelizable]
public sealed class KilledProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<(HubPlace Place, HubProcess Process)> hubs = [];
    private TestDatabase database = null!;
    private RunningProxy proxy = null!;
    private ApiRelay relay = null!;
    private ProcessScene scene = null!;

    private HubPlace First => hubs[0].Place;

    [SetUp]
    public async Task StartProxy()
    {
        database = await TestPostgres.DatabaseAsync();
        proxy = await RunningProxy.StartAsync();
        relay = await ApiRelay.StartAsync(proxy.Api.BaseAddress!);
        scene = new ProcessScene(database.ConnectionString, () => hubs.Select(hub => hub.Place), _ => true, () => At(hubs[^1].Place));
    }

    [TearDown]
    public async Task EndHubs()
    {
        foreach (var (place, _) in hubs.AsEnumerable().Reverse())
            await place.DisposeAsync();
        hubs.Clear();
        await relay.DisposeAsync();
        await proxy.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task One_hub_that_is_killed_finds_its_servers_again_or_undoes_them()
    {
        await StartHubsAsync(1);
        // Before there is a process: the command before starts does not come back.
        await AddUserAsync("hook");
        File.WriteAllText(Path.Combine(First.Folder, "hold"), "");
        (await PostAsync(First, "users/hook/server")).ShouldBeStatus(202);
        await Eventually.True(() => File.Exists(Path.Combine(First.Folder, "held")), Patience);
        await KillAndStartAgainAsync(0);
        File.Delete(Path.Combine(First.Folder, "hold"));
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["hook"] = false });

        // The proxy is told of the server: the word arrives after the death of the hub.
        await AddUserAsync("rou");
        relay.Gate.CloseAt(Phase.Routing);
        (await PostAsync(First, "users/rou/server")).ShouldBeStatus(202);
        await relay.Gate.Reached.WaitAsync(Patience);
        var served = scene.Processes.Single();
        await KillAndStartAgainAsync(0);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["rou"] = true });
        scene.Processes.ShouldBe([served]);

        // The proxy is told to forget it.
        relay.Gate.CloseAt(Phase.Unrouting);
        (await DeleteAsync(First, "users/rou/server")).ShouldBeStatus(202);
        await relay.Gate.Reached.WaitAsync(Patience);
        await KillAndStartAgainAsync(0);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["rou"] = false });
    }

    [Test]
    public async Task Another_hub_goes_on_where_one_is_killed()
    {
        await StartHubsAsync(2);
        // The server is there and does not answer yet.
        First.Tell("ans", "wait");
        await AddUserAsync("ans");
        (await PostAsync(First, "users/ans/server")).ShouldBeStatus(202);
        await Eventually.True(() => scene.Processes.Count == 1, Patience);
        var served = scene.Processes.Single();
        await hubs[0].Process.KillAsync();
        await hubs[1].Process.SaysAsync("Taking over ans");
        First.Untell("ans", "wait");
        await ReadyAsync("ans", hubs[1].Place);
        scene.Processes.ShouldBe([served]);
        await StartAgainAsync(0);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["ans"] = true });

        // The server does not end when it is asked to.
        First.Tell("deaf", "deaf");
        await AddUserAsync("deaf");
        (await PostAsync(First, "users/deaf/server")).Status.ShouldBeOneOf(201, 202);
        await ReadyAsync("deaf", First);
        (await DeleteAsync(First, "users/deaf/server")).ShouldBeStatus(202);
        await Eventually.True(async () => !(await scene.RoutesAsync()).Any(route => (string?)route["user"] == "deaf"), Patience);
        await KillAndStartAgainAsync(0);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["ans"] = true, ["deaf"] = false });

        // The proxy is told of the server, by a hub whose word arrives when another has long gone on.
        await AddUserAsync("late");
        relay.Gate.CloseAt(Phase.Routing);
        (await PostAsync(First, "users/late/server")).ShouldBeStatus(202);
        await relay.Gate.Reached.WaitAsync(Patience);
        await KillAndStartAgainAsync(0);
        await Agreement.HoldsAsync(scene, new Dictionary<string, bool> { ["ans"] = true, ["late"] = true });
    }

    private static HubRest At(HubPlace place) => new(new Uri($"http://127.0.0.1:{place.HubPort}"), HubPlace.AdminToken);

    private static async Task<RestAnswer> PostAsync(HubPlace place, string path)
    {
        using var rest = At(place);
        return await rest.PostAsync(path);
    }

    private static async Task<RestAnswer> DeleteAsync(HubPlace place, string path)
    {
        using var rest = At(place);
        return await rest.DeleteAsync(path);
    }

    private static async Task ReadyAsync(string user, HubPlace place)
    {
        using var rest = At(place);
        await Eventually.True(async () => await rest.ServerAsync(user) is { } server && (bool)server["ready"]!, Patience);
    }

    private async Task AddUserAsync(string name)
    {
        (await PostAsync(First, $"users/{name}")).ShouldBeStatus(201);
        scene.Acknowledged.Add(name);
    }

    private async Task StartHubsAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var place = new HubPlace(
                ("JupyterHub.db_url", database.ConnectionString),
                ("JupyterHub.tornado_settings", new JsonObject { ["slow_spawn_timeout"] = 0.2, ["slow_stop_timeout"] = 0.2 }),
                ("JupyterHub.cleanup_servers", false),
                ("ConfigurableHTTPProxy.should_start", false),
                ("ConfigurableHTTPProxy.api_url", relay.Url),
                ("ConfigurableHTTPProxy.auth_token", RunningProxy.Token),
                ("Spawner.poll_interval", 1),
                ("LocalProcessSpawner.interrupt_timeout", 2),
                ("LocalProcessSpawner.term_timeout", 2));
            if (number > 0)
            {
                place.Set("HubProcess.data_path", First.DataPath);
                place.Set("SimpleLocalProcessSpawner.home_dir_template", Path.Combine(First.Folder, "homes") + "/{username}");
            }

            var folder = number > 0 ? First.Folder : place.Folder;
            place.Set("HubHooks.pre_spawn_command", new JsonArray(
                "sh", "-c", $"if [ -e '{folder}/hold' ]; then echo >'{folder}/held'; while [ -e '{folder}/hold' ]; do sleep 0.1; done; fi"));
            hubs.Add((place, place.Launch("--config", place.ConfigFile)));
            await ReadyAsync(place);
        }
    }

    /// <summary>What its death was in the middle of goes on only when the hub is back.</summary>
    private async Task KillAndStartAgainAsync(int number)
    {
        await hubs[number].Process.KillAsync();
        await StartAgainAsync(number);
        relay.Gate.Open();
        relay.Gate = new PhaseGate();
    }

    private async Task StartAgainAsync(int number)
    {
        var place = hubs[number].Place;
        hubs[number] = (place, place.Launch("--config", place.ConfigFile));
        await ReadyAsync(place);
    }

    private static async Task ReadyAsync(HubPlace place)
    {
        using var rest = At(place);
        await Eventually.True(async () => (await rest.GetAsync("/hub/health/ready")).Status == 200, Patience);
    }
}
