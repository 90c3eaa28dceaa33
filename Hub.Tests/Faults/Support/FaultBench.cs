using System.Text.Json.Nodes;
using Hub.Data.Embedded;
using Hub.Domain.Configuration;
using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Chores = Hub.Api.Background.Chores;

namespace Hub.Tests.Faults.Support;

/// <summary>Hubs in this process on one database, one machine and one real proxy; each part can be broken, and mended.</summary>
internal sealed class FaultBench : IFaultScene, IAsyncDisposable
{
    private const int LongestLine = 400;

    private readonly List<BenchHub> hubs = [];
    private readonly (int Public, int Api) ports = (FreePort.Next(), FreePort.Next());
    private RunningProxy? proxy;
    private string? token;

    public TinyServers Machine { get; } = new();

    public RunningProxy Proxy => proxy!;

    /// <summary>Where visitors come in.</summary>
    public int PublicPort => ports.Public;

    public ProxyTrouble ProxyTrouble { get; set; }

    /// <summary>A database server of the bench's own, for tests that stop it.</summary>
    public EmbeddedPostgres? OwnPostgres { get; init; }

    /// <summary>How long leases hold, for tests to which that matters.</summary>
    public TimeSpan? LeaseTime { get; init; }

    public IReadOnlyList<BenchHub> Live => [.. hubs.Where(hub => !hub.Gone)];

    public BenchHub First => Live[0];

    public BenchHub Last => Live[^1];

    public string Token => token!;

    public string ConnectionString => hubs[0].App.ConnectionString;

    /// <summary>Users that the hub has said it made.</summary>
    public List<string> Acknowledged { get; } = [];

    IReadOnlyCollection<string> IFaultScene.Acknowledged => Acknowledged;

    IReadOnlyCollection<string> IFaultScene.HubTargets => [.. Live.Select(hub => $"http://127.0.0.1:{hub.App.Port}")];

    IReadOnlyCollection<string> IFaultScene.Processes => Machine.Ids;

    async Task<IReadOnlyList<JsonObject>> IFaultScene.RoutesAsync() =>
        [.. JsonNode.Parse(await Proxy.Api.GetStringAsync("/api/routes"))!.AsObject().Select(entry => entry.Value!.AsObject())];

    public async Task StartAsync(int count)
    {
        await StartProxyAsync();
        for (var number = 0; number < count; number++)
            await AddHubAsync();
        await AddUsersAsync("ann");
    }

    public async Task<BenchHub> AddHubAsync()
    {
        var gate = new PhaseGate();
        var app = await HubApplication.StartAsync(
            Quick with { Process = Quick.Process with { LeaseTime = LeaseTime ?? Quick.Process.LeaseTime } },
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ISpawner>(new PhasedSpawner(Machine, gate)));
                services.Replace(ServiceDescriptor.Singleton(ClientOfProxy(gate)));
                services.Replace(ServiceDescriptor.Singleton<IProxy>(provider => provider.GetRequiredService<ConfigurableProxy>()));
            },
            hubs.FirstOrDefault()?.App,
            FreePort.Next(),
            OwnPostgres?.ConnectionString);
        token ??= await MintedTokens.OfAsync(app, "admin", "inherit");
        var hub = new BenchHub(app, gate, new TokenClient(app.Port, token));
        hubs.Add(hub);
        return hub;
    }

    public async Task AddUsersAsync(params string[] names)
    {
        (await First.Admin.PostAsync("users", $"{{\"usernames\": [{string.Join(",", names.Select(name => $"\"{name}\""))}]}}")).Status.ShouldBe(201);
        Acknowledged.AddRange(names);
    }

    /// <summary>Ends a hub without a chance to clear up; where it was the only one, the next is started.</summary>
    public async Task KillAsync(BenchHub hub)
    {
        hub.Gone = true;
        await hub.App.CrashAsync();
        if (Live.Count == 0)
            await AddHubAsync();
    }

    /// <summary>A hub that gets no more time, so that it neither renews its leases nor hears anything.</summary>
    public async Task SleepAsync(BenchHub hub)
    {
        hub.Gone = true;
        await hub.App.Get<Chores>().StopAsync(endServers: false, CancellationToken.None);
    }

    /// <summary>It goes on in the middle of what it was at, and its chores do what they would next.</summary>
    public async Task WakeAsync(BenchHub hub)
    {
        var transitions = hub.App.Get<LiveServers>().All.Select(live => live.Completion).ToList();
        hub.Gate.Open();
        await Task.WhenAll(transitions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await hub.App.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None);
        // It is not to be visited any more: nothing keeps its row alive.
        await hub.App.Get<ReplicaPresence>().BecomeAsync(ReplicaState.Draining, CancellationToken.None);
        if (hub.App.Get<RouteDoubt>().Due)
            await hub.App.Get<RouteRound>().RunOnceAsync(CancellationToken.None);
    }

    public async Task StopAsync(BenchHub hub)
    {
        hub.Gone = true;
        await hub.App.StopAsync();
    }

    /// <summary>The proxy ends and another starts in its place, which knows no routes.</summary>
    public async Task ReplaceProxyAsync()
    {
        await Proxy.DisposeAsync();
        await StartProxyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        ProxyTrouble = ProxyTrouble.None;
        foreach (var hub in hubs)
        {
            hub.Gate.Open();
            hub.Admin.Dispose();
        }

        foreach (var hub in hubs.AsEnumerable().Reverse())
            await hub.App.DisposeAsync();
        if (proxy is not null)
            await proxy.DisposeAsync();
        await Machine.DisposeAsync();
    }

    /// <summary>What the hubs had to complain about, for whoever wonders why a test failed.</summary>
    public async Task TellAsync()
    {
        foreach (var hub in hubs)
        {
            var lines = hub.App.Log.Text.Split('\n').Where(line => line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
            await TestContext.Out.WriteLineAsync($"── hub at {hub.App.Port}\n{string.Join('\n', lines.TakeLast(60).Select(line => line[..Math.Min(line.Length, LongestLine)]))}");
        }
    }

    private static HubConfiguration Quick => ApiFixture.Basis with
    {
        // Shorter than by default, because these tests wait for leases to run out.
        Process = new ProcessOptions { DrainTimeout = TimeSpan.FromSeconds(1), LeaseTime = TimeSpan.FromSeconds(2) },
        Servers = new ServerOptions
        {
            SlowSpawnTimeout = TimeSpan.FromSeconds(0.5),
            SlowStopTimeout = TimeSpan.FromSeconds(2),
            AllowNamedServers = true,
            CleanupServers = false,
        },
        Spawner = new SpawnerOptions
        {
            StartTimeout = TimeSpan.FromSeconds(6),
            HttpTimeout = TimeSpan.FromSeconds(6),
            PollInterval = TimeSpan.FromSeconds(1),
            InterruptTimeout = TimeSpan.FromSeconds(1),
            TermTimeout = TimeSpan.FromSeconds(1),
            KillTimeout = TimeSpan.FromSeconds(1),
        },
    };

    private async Task StartProxyAsync() => proxy = await RunningProxy.StartAsync(options =>
    {
        (options.Port, options.ApiPort) = (ports.Public, ports.Api);
    });

    private ConfigurableProxy ClientOfProxy(PhaseGate gate) => new(
        new ConfigurableProxySettings(new ProxyEndpoint(new Uri($"http://127.0.0.1:{ports.Api}"), RunningProxy.Token))
        {
            RequestTimeout = TimeSpan.FromSeconds(2),
            RetryFor = TimeSpan.FromSeconds(4),
        },
        TimeProvider.System,
        NullLogger<ConfigurableProxy>.Instance,
        new FaultyWire(gate, () => ProxyTrouble));
}
