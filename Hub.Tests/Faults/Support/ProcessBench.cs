using System.Text.Json.Nodes;
using Dapper;
using Hub.Data.Embedded;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Npgsql;
using Eventually = Hub.Tests.Support.Eventually;
using ProcessMark = Hub.Api.Background.ProcessMark;

namespace Hub.Tests.Faults.Support;

/// <summary>
/// Hubs, a proxy and servers that all are processes of their own, on one database and one machine; each can be held anywhere, killed,
/// put to sleep, and started again.
/// </summary>
internal sealed class ProcessBench : IAsyncDisposable
{
    // Only where something is wrong does it take so long: others run beside it, and starting a hub is work.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private const int SleepSignal = 19;
    private const int WakeSignal = 18;

    private readonly List<RealHub> hubs = [];
    private readonly (int Public, int Api) ports = (FreePort.Next(), FreePort.Next());
    private readonly string connectionString;
    private readonly TestDatabase? database;
    private readonly (string Trait, JsonNode? Value)[] settings;
    private ProxyProcess? proxy;
    private ApiRelay? relay;
    private RowGates? gates;

    private ProcessBench(string connectionString, TestDatabase? database, (string Trait, JsonNode? Value)[] settings)
    {
        (this.connectionString, this.database, this.settings) = (connectionString, database, settings);
        Scene = new ProcessScene(connectionString, () => hubs.Select(hub => hub.Place), place => hubs.Exists(hub => hub.Place == place && hub.There), () => Live[0].Rest);
    }

    public ProcessScene Scene { get; }

    public string ConnectionString => connectionString;

    public ApiRelay Relay => relay!;

    public RowGates Gates => gates!;

    /// <summary>Where visitors come in.</summary>
    public Uri Public => new($"http://127.0.0.1:{ports.Public}");

    public IReadOnlyList<RealHub> Live => [.. hubs.Where(hub => hub.There)];

    /// <summary>The place whose folder has the homes and the files that tell servers and hooks what to do.</summary>
    public HubPlace Home => hubs[0].Place;

    /// <param name="ownPostgres">A database server of the bench's own, for tests that stop it.</param>
    /// <param name="settings">What is configured otherwise than for the rest.</param>
    /// <param name="environment">What else the environment of the first hub has.</param>
    public static async Task<ProcessBench> StartAsync(
        int count, EmbeddedPostgres? ownPostgres = null, (string Trait, JsonNode? Value)[]? settings = null, params (string Name, string Value)[] environment)
    {
        var database = ownPostgres is null ? await TestPostgres.DatabaseAsync() : null;
        var bench = new ProcessBench(ownPostgres?.ConnectionString ?? database!.ConnectionString, database, settings ?? []);
        try
        {
            await bench.StartProxyAsync();
            bench.relay = await ApiRelay.StartAsync(new Uri($"http://127.0.0.1:{bench.ports.Api}"));
            if (database is not null && !FaultTime.Long)
                await TestPostgres.ExecuteAsync($"ALTER DATABASE {database.Name} SET idle_in_transaction_session_timeout = '6s'");
            for (var number = 0; number < count; number++)
                await bench.AddHubAsync(number == 0 ? environment : []);
            bench.gates = await RowGates.InstallAsync(bench.ConnectionString);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public async Task AddUsersAsync(params string[] names)
    {
        var body = new JsonObject { ["usernames"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };
        (await Live[0].Rest.PostAsync("users", body)).ShouldBeStatus(201);
        Scene.Acknowledged.AddRange(names);
    }

    /// <summary>Starts servers through the first hub and waits until they are ready.</summary>
    public async Task StartServersAsync(params string[] users)
    {
        await Task.WhenAll(users.Select(user => Live[0].Rest.PostAsync($"users/{user}/server")));
        await ReadyAsync(users);
    }

    public async Task ReadyAsync(params string[] users)
    {
        foreach (var user in users)
            await Eventually.True(async () => await Live[0].Rest.ServerAsync(user) is { } server && (bool)server["ready"]!, Patience, $"{user} is ready");
    }

    /// <summary>The process of a user's server.</summary>
    public int PidOf(string user) => Scene.ProcessesOf(user).Single();

    public void KillServer(string user) => ProcessMark.Of(PidOf(user))!.Signal(ProcessMark.Kill);

    /// <summary>How many starts and stops a hub holds the leases of.</summary>
    public async Task<int> LeasesOfAsync(RealHub hub)
    {
        await using var rows = new NpgsqlConnection(ConnectionString);
        return await rows.ExecuteScalarAsync<int>(
            "SELECT count(*) FROM servers WHERE lease_owner = @replica AND state IN ('starting', 'stopping')", new { replica = hub.Replica });
    }

    public async Task<RealHub> AddHubAsync(params (string Name, string Value)[] environment)
    {
        var hub = new RealHub(PlaceOf(hubs.FirstOrDefault()?.Place), environment);
        hubs.Add(hub);
        await StartAgainAsync(hub);
        return hub;
    }

    /// <summary>Ends a hub without a chance to clear up.</summary>
    public static Task KillAsync(RealHub hub)
    {
        hub.There = false;
        return hub.Process!.KillAsync();
    }

    public static async Task StopAsync(RealHub hub)
    {
        hub.There = false;
        (await hub.Process!.TerminateAsync()).ShouldBe(0, hub.Process.Said);
    }

    public async Task StartAgainAsync(RealHub hub)
    {
        hub.Process = hub.Place.Launch(hub.Environment, "--config", hub.Place.ConfigFile);
        await Eventually.True(
            async () => !hub.Process.HasEnded ? (await hub.Rest.GetAsync("/hub/health/ready")).Status == 200
                : throw new AssertionException($"The hub ended before it was ready:\n{hub.Process.Said}"),
            Patience);
        await using var rows = new NpgsqlConnection(ConnectionString);
        hub.Replica = await rows.ExecuteScalarAsync<Guid>(
            "SELECT id FROM replicas WHERE address = @address ORDER BY started DESC LIMIT 1", new { address = $"http://127.0.0.1:{hub.Place.HubPort}" });
        hub.There = true;
    }

    /// <summary>Hubs beside those that are there, all started at once.</summary>
    public async Task<IReadOnlyList<RealHub>> AddHubsAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AddHubAsync()).ToList());

    public static void Sleep(RealHub hub)
    {
        hub.There = false;
        ProcessMark.Of(hub.Process!.Pid)!.Signal(SleepSignal);
    }

    public static void Wake(RealHub hub)
    {
        ProcessMark.Of(hub.Process!.Pid)!.Signal(WakeSignal);
        hub.There = true;
    }

    /// <summary>Ends whatever transaction of a hub is open, again and again; how many it were.</summary>
    public async Task<int> CutConnectionsAsync(CancellationToken ct)
    {
        await using var rows = new NpgsqlConnection(ConnectionString);
        await rows.OpenAsync(CancellationToken.None);
        var cut = 0;
        while (!ct.IsCancellationRequested)
        {
            cut += await rows.ExecuteScalarAsync<int>(
                """
                SELECT count(pg_terminate_backend(pid))::int FROM (
                    SELECT pid FROM pg_stat_activity WHERE application_name = 'hub' AND datname = current_database() AND xact_start IS NOT NULL
                    ORDER BY random() LIMIT 1) AS one
                """);
            await Task.Delay(TimeSpan.FromMilliseconds(60), CancellationToken.None);
        }

        return cut;
    }

    /// <summary>Visitors reach the user's server through the proxy.</summary>
    public async Task ServesAsync(string user)
    {
        using var visitor = new HubRest(Public, HubPlace.AdminToken);
        await Eventually.True(async () => (await visitor.GetAsync($"/user/{user}/")).Status == 200, Patience);
    }

    /// <summary>The proxy dies, and whoever looks after it starts another.</summary>
    public async Task KillProxyAsync()
    {
        proxy!.KillHard();
        await proxy.EndAsync();
        proxy.Dispose();
        await StartProxyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        relay?.Open();
        if (gates is not null)
            await gates.DisposeAsync();
        foreach (var hub in hubs.AsEnumerable().Reverse())
            await hub.DisposeAsync();
        if (relay is not null)
            await relay.DisposeAsync();
        proxy?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    private async Task StartProxyAsync()
    {
        proxy = ProxyProcess.Start(
            ["--ip", "127.0.0.1", "--port", $"{ports.Public}", "--api-ip", "127.0.0.1", "--api-port", $"{ports.Api}", "--log-level", "error"],
            new Dictionary<string, string> { ["CONFIGPROXY_AUTH_TOKEN"] = RunningProxy.Token });
        await Eventually.True(() => RealProxy.Accepts(ports.Api) && RealProxy.Accepts(ports.Public), Patience);
    }

    /// <summary>Hubs of one machine share folders, and whatever tells servers and hooks what to do lies in those of the first.</summary>
    private HubPlace PlaceOf(HubPlace? first)
    {
        var place = new HubPlace(
            ("JupyterHub.db_url", ConnectionString),
            ("JupyterHub.port", ports.Public),
            ("JupyterHub.tornado_settings", new JsonObject { ["slow_spawn_timeout"] = 0.2, ["slow_stop_timeout"] = 0.2 }),
            ("JupyterHub.cleanup_servers", false),
            ("ConfigurableHTTPProxy.should_start", false),
            ("ConfigurableHTTPProxy.api_url", Relay.Url),
            ("ConfigurableHTTPProxy.auth_token", RunningProxy.Token),
            ("ConfigurableHTTPProxy.check_running_interval", 1),
            ("HubProcess.drain_timeout", 2),
            ("Spawner.poll_interval", 1),
            ("Spawner.start_timeout", 30),
            ("Spawner.http_timeout", 30),
            ("Spawner.group_overrides", new JsonObject
            {
                ["hasty"] = new JsonObject
                {
                    ["groups"] = new JsonArray("hasty"),
                    ["spawner_override"] = new JsonObject { ["start_timeout"] = 3, ["http_timeout"] = 3 },
                },
            }),
            ("JupyterHub.load_groups", new JsonObject { ["hasty"] = new JsonObject { ["users"] = new JsonArray("slowhook", "slowweb") } }),
            ("LocalProcessSpawner.interrupt_timeout", 2),
            ("LocalProcessSpawner.term_timeout", 2));
        var folder = (first ?? place).Folder;
        if (first is not null)
        {
            place.Set("HubProcess.data_path", first.DataPath);
            place.Set("SimpleLocalProcessSpawner.home_dir_template", Path.Combine(folder, "homes") + "/{username}");
        }

        foreach (var (trait, value) in settings)
            place.Set(trait, value);
        // A user's start waits before there is a process for as long as there is a file for it.
        place.Set("HubHooks.pre_spawn_command", new JsonArray(
            "sh", "-c", $"""u=$(sed 's/.*"user":"\([^"]*\)".*/\1/'); while [ -e '{folder}/hold-'"$u" ]; do echo >'{folder}/held-'"$u"; sleep 0.1; done"""));
        return place;
    }
}
