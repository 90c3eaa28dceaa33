using System.Text.Json.Nodes;
using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

/// <summary>Where many servers are stopped, one that cannot be keeps no other running.</summary>
public sealed class StubbornStopTests : ApiFixture
{
    private StubbornSpawner spawner = null!;

    [Test]
    public async Task The_culler_stops_all_the_others_in_the_same_round()
    {
        // More than are stopped side by side.
        await StartAllAsync("idle", 12);
        await using (var database = new NpgsqlConnection(App.ConnectionString))
            await database.ExecuteAsync("UPDATE servers SET last_activity = now() - interval '11 min'");
        await App.Get<IdleCuller>().RunOnceAsync(default);
        await OnlyTheStubbornOneIsLeftAsync();
    }

    [Test]
    public async Task A_hub_that_takes_its_servers_along_takes_all_the_others()
    {
        await StartAllAsync("last", 22);
        await App.Get<ServerShutdown>().RunAsync(default);
        await OnlyTheStubbornOneIsLeftAsync();
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { SlowStopTimeout = TimeSpan.FromSeconds(30) },
        Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero },
        IdleCuller = new IdleCullerOptions { Timeout = 600, CullEvery = TimeSpan.FromHours(1) },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new StubbornSpawner(machine);

    /// <summary>The first that is asked to stop will refuse.</summary>
    private async Task StartAllAsync(string name, int count)
    {
        spawner.Stubborn = null;
        await Eventually.True(async () => (await App.Get<IServerStore>().ActiveAsync(default)).Count == 0, TimeSpan.FromSeconds(60));
        var users = Enumerable.Range(0, count).Select(number => $"{name}{number}").ToArray();
        await UsersAsync(users);
        (await Task.WhenAll(users.Select(user => Admin.PostAsync($"users/{user}/server")))).ShouldAllBe(answer => answer.Status == 201);
        spawner.RefusesNext = true;
    }

    private async Task OnlyTheStubbornOneIsLeftAsync()
    {
        (await App.Get<IServerStore>().ActiveAsync(default)).ShouldAllBe(server => server.State == ServerState.Stopping);
        Machine.Ids.ShouldBe([spawner.Stubborn!]);
    }

    /// <summary>Cannot stop one of its servers.</summary>
    private sealed class StubbornSpawner(TinyServers machine) : TinySpawner(machine)
    {
        private readonly Lock gate = new();

        public bool RefusesNext { get; set; }

        public string? Stubborn { get; set; }

        public override Task StopAsync(JsonObject state, bool now, CancellationToken ct)
        {
            lock (gate)
            {
                if (RefusesNext)
                    (Stubborn, RefusesNext) = ((string?)state["id"], false);
            }

            return (string?)state["id"] == Stubborn ? throw new SpawnFailedException("It does not want to.") : base.StopAsync(state, now, ct);
        }
    }
}
