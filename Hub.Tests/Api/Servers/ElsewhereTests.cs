using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Npgsql;

namespace Hub.Tests.Api.Servers;

/// <summary>Servers of another machine, which only the hubs there can stop.</summary>
public sealed class ElsewhereTests : ApiFixture
{
    [Test]
    public async Task A_stop_is_left_to_the_hubs_of_the_servers_machine_and_is_in_the_history()
    {
        await UsersAsync("far");
        (await Admin.PostAsync("users/far/server")).ShouldBe(201);
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.ExecuteAsync("UPDATE servers SET host = 'far away' WHERE user_id = (SELECT id FROM users WHERE name = 'far')");
        await App.Get<IReplicaStore>().BeatAsync(
            new LiveReplica { Id = Guid.NewGuid(), Host = "far away", Address = "http://127.0.0.1:1", Proxy = "its own", Version = "1", State = ReplicaState.Ready },
            TimeSpan.FromSeconds(5),
            default);

        (await Admin.DeleteAsync("users/far/server")).ShouldBe(202);
        var attempt = (await Admin.GetAsync("users/far/server/history")).Json[0]!;
        attempt["phases"]!.Select(phase => phase.Value<string>("name")).ShouldContain("stopping");
        (await Admin.GetAsync("users/far/server")).Json.Value<string>("pending").ShouldBe("stop");
        (await Admin.GetAsync("audit?kind=server-stop")).Text.ShouldContain("by a hub of its machine");

        // The other machine dies, and after its deadline anybody may close the row.
        await database.ExecuteAsync("DELETE FROM replicas WHERE host = 'far away'; UPDATE servers SET deadline = now() WHERE host = 'far away'");
        await Eventually.True(async () => (await Admin.GetAsync("users/far/server")).Json.Value<bool>("stopped"), TimeSpan.FromSeconds(30));
        (await Admin.GetAsync("users/far/server/history")).Json[0]!.Value<string>("cause").ShouldBe("The machine it ran on is gone.");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { SlowStopTimeout = TimeSpan.FromSeconds(0.5) },
        Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero },
    };
}
