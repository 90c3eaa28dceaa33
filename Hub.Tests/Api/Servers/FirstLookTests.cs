using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Tests.Api.Servers;

/// <summary>How long a start of the hub waits for its look at the servers that ran before (<c>init_spawners_timeout</c>).</summary>
public sealed class FirstLookTests
{
    private const string Warning = "JupyterHub.init_spawners_timeout";

    private TinyServers machine = null!;
    private HubApplication before = null!;

    /// <summary>A server that ended while its hub was away.</summary>
    [SetUp]
    public async Task LeaveServer()
    {
        machine = new TinyServers();
        before = await HubApplication.StartAsync(Configured(TimeSpan.FromSeconds(10)), services => Use(services, new TinySpawner(machine)));
        using var admin = new TokenClient(before.Port, await MintedTokens.OfAsync(before, "admin", "inherit"));
        (await admin.PostAsync("users/admin/server")).ShouldBe(201);
        await before.CrashAsync();
        machine.End(machine.Ids.Single());
    }

    [TearDown]
    public async Task ClearUp()
    {
        await before.DisposeAsync();
        await machine.DisposeAsync();
    }

    [Test]
    public async Task Whoever_comes_first_is_not_told_of_a_server_that_is_gone()
    {
        await using var hub = await StartAsync(new GatedSpawner(machine, isOpen: true), TimeSpan.FromSeconds(60));
        (await StateAsync(hub)).ShouldBe(ServerState.Stopped);
        hub.Log.Text.ShouldNotContain(Warning);
    }

    [Test]
    public async Task A_look_that_takes_too_long_goes_on_while_the_hub_answers()
    {
        var spawner = new GatedSpawner(machine);
        await using var hub = await StartAsync(spawner, TimeSpan.FromSeconds(1));
        hub.Log.Text.ShouldContain($"The first look at the servers takes longer than 1 s ({Warning})");
        (await StateAsync(hub)).ShouldBe(ServerState.Ready);
        spawner.Open();
        await Eventually.True(async () => await StateAsync(hub) == ServerState.Stopped);
    }

    [Test]
    public async Task Zero_waits_for_nothing()
    {
        var spawner = new GatedSpawner(machine);
        await using var hub = await StartAsync(spawner, TimeSpan.Zero);
        hub.Log.Text.ShouldNotContain(Warning);
        (await StateAsync(hub)).ShouldBe(ServerState.Ready);
        spawner.Open();
        await Eventually.True(async () => await StateAsync(hub) == ServerState.Stopped);
    }

    [Test]
    public async Task Minus_one_waits_for_all()
    {
        var spawner = new GatedSpawner(machine);
        var starting = StartAsync(spawner, TimeSpan.FromSeconds(-1));
        await spawner.Asked.WaitAsync(TimeSpan.FromMinutes(1));
        starting.IsCompleted.ShouldBeFalse();
        spawner.Open();
        await using var hub = await starting;
        (await StateAsync(hub)).ShouldBe(ServerState.Stopped);
    }

    private Task<HubApplication> StartAsync(GatedSpawner spawner, TimeSpan patience) =>
        HubApplication.StartAsync(Configured(patience), services => Use(services, spawner), before);

    private static HubConfiguration Configured(TimeSpan patience) => ApiFixture.Basis with { Process = new ProcessOptions { InitSpawnersTimeout = patience } };

    private static void Use(IServiceCollection services, ISpawner spawner) => services.Replace(ServiceDescriptor.Singleton(spawner));

    private static async Task<ServerState> StateAsync(HubApplication hub)
    {
        using var admin = new TokenClient(hub.Port, await MintedTokens.OfAsync(hub, "admin", "inherit"));
        return (await admin.GetAsync("users/admin/server")).Json.Value<bool>("stopped") ? ServerState.Stopped : ServerState.Ready;
    }

    /// <summary>Cannot tell how its servers are before the gate opens.</summary>
    private sealed class GatedSpawner(TinyServers machine, bool isOpen = false) : TinySpawner(machine), ISpawner
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => asked.Task;

        public void Open() => gate.TrySetResult();

        async Task<PollResult> ISpawner.PollAsync(JsonObject state, CancellationToken ct)
        {
            asked.TrySetResult();
            if (!isOpen)
                await gate.Task.WaitAsync(ct);
            return await PollAsync(state, ct);
        }
    }
}
