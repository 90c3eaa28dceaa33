using System.Diagnostics;
using System.Text.Json.Nodes;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class PollTests : ApiFixture
{
    private BulkSpawner spawner = null!;

    [Test]
    public async Task A_look_at_ten_thousand_servers_is_a_handful_of_statements()
    {
        await AddReadyServersAsync(10_000);
        using (var statements = new OwnStatements())
        {
            await Polls().RunOnceAsync(default);
            statements.Count.ShouldBeLessThanOrEqualTo(6, "one for each two thousand, and one to see that there are no more");
        }

        spawner.Looks.Sum().ShouldBe(10_000);
        spawner.Looks.Count(look => look > 0).ShouldBeLessThanOrEqualTo(5);
        var (latest, earliest) = await NextPollsAsync();
        latest.ShouldBe(TimeSpan.FromMinutes(75), TimeSpan.FromMinutes(2), "poll_jitter spreads them");
        earliest.ShouldBe(TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(2));
    }

    [Test]
    public async Task Dead_servers_are_cleared_up_together_and_one_that_fails_keeps_nobody_waiting()
    {
        await UsersAsync("gone1", "gone2", "gone3", "alive", "unsure");
        foreach (var user in (string[])["gone1", "gone2", "gone3", "alive", "unsure"])
            (await Admin.PostAsync($"users/{user}/server")).ShouldBe(201);
        foreach (var request in spawner.Requests.Where(request => request.UserName.StartsWith("gone", StringComparison.Ordinal)))
            Machine.End(request.Attempt.ToString("n"));
        spawner.Unsure = spawner.Requests.Single(request => request.UserName == "unsure").Attempt.ToString("n");
        spawner.Refuses = spawner.Requests.Single(request => request.UserName == "gone1").Attempt.ToString("n");
        await App.Get<IServerStore>().PollSoonAsync("test", default);
        await Polls().RunOnceAsync(default);
        foreach (var user in (string[])["gone2", "gone3"])
            (await Admin.GetAsync($"users/{user}/server")).Json.Value<bool>("stopped").ShouldBeTrue(user);
        foreach (var user in (string[])["alive", "unsure"])
            (await Admin.GetAsync($"users/{user}/server")).Json.Value<bool>("ready").ShouldBeTrue(user);
        (await Admin.GetAsync("users/gone1/server")).Json.Value<string>("pending").ShouldBe("stop");
        spawner.Refuses = null;
        await Eventually.True(async () => (await Admin.GetAsync("users/gone1/server")).Json.Value<bool>("stopped"));
    }

    [Test]
    public async Task A_server_that_was_started_anew_since_the_look_is_left_alone()
    {
        await UsersAsync("phoenix");
        (await Admin.PostAsync("users/phoenix/server")).ShouldBe(201);
        var old = (await App.Get<IServerStore>().ActiveAsync(default)).Single(server => server.User!.Name == "phoenix");
        (await Admin.DeleteAsync("users/phoenix/server")).ShouldBe(204);
        (await Admin.PostAsync("users/phoenix/server")).ShouldBe(201);
        await App.Get<ServerLifecycle>().BuryAsync(old, new PollResult.Stopped("it is gone"), default);
        (await Admin.GetAsync("users/phoenix/server")).Json.Value<bool>("ready").ShouldBeTrue();
        Machine.Runs(spawner.Requests[^1].Attempt.ToString("n")).ShouldBeTrue();
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with { Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero } };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new BulkSpawner(machine);

    /// <summary>The hub itself does not poll here, so that the test alone does.</summary>
    private ServerPolls Polls() => new(
        App.Get<IServerStore>(), spawner, App.Get<ServerLifecycle>(), App.Get<Replica>(),
        new SpawnerOptions { PollInterval = TimeSpan.FromHours(1), PollJitter = 0.25 }, App.Get<HubMetrics>(), NullLogger<ServerPolls>.Instance);

    private async Task AddReadyServersAsync(int count) => await ExecuteAsync(
        $$"""
        WITH people AS (INSERT INTO users (name, admin, created)
                        SELECT 'many' || n, false, now() FROM generate_series(1, {{count}}) AS n RETURNING id)
        INSERT INTO servers (user_id, name, display_name, state, spawner_state, address, attempt, lease_number, stop_requested, remove_when_stopped,
                             start_failed, next_poll)
        SELECT id, '', '', 'ready', '{"id": "known"}', 'http://127.0.0.1:9', 1, 1, false, false, false, now() FROM people
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(TimeSpan Latest, TimeSpan Earliest)> NextPollsAsync()
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT max(next_poll) - now(), min(next_poll) - now() FROM servers", database);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetTimeSpan(0), row.GetTimeSpan(1));
    }

    /// <summary>Counts how often it is asked, and knows of a thousand servers at once that they run.</summary>
    private sealed class BulkSpawner(TinyServers machine) : TinySpawner(machine), ISpawner
    {
        public List<int> Looks { get; } = [];

        public string? Unsure { get; set; }

        public string? Refuses { get; set; }

        async Task<IReadOnlyDictionary<int, PollResult>> ISpawner.PollManyAsync(IReadOnlyDictionary<int, JsonObject> states, CancellationToken ct)
        {
            Looks.Add(states.Count);
            var found = new Dictionary<int, PollResult>();
            foreach (var (key, state) in states)
            {
                var id = (string?)state["id"];
                found[key] = id == "known" ? PollResult.Running.Yes : id == Unsure ? new PollResult.Unknown("who knows") : await PollAsync(state, ct);
            }

            return found;
        }

        public override Task StopAsync(JsonObject state, bool now, CancellationToken ct) =>
            (string?)state["id"] == Refuses ? throw new SpawnFailedException("not now") : base.StopAsync(state, now, ct);
    }

    /// <summary>Counts the statements of what runs within it, and of nothing else.</summary>
    private sealed class OwnStatements : IDisposable
    {
        private readonly ActivitySource source = new("PollTests");
        private readonly ActivityListener listener;
        private readonly System.Diagnostics.Activity frame;
        private int count;

        public OwnStatements()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = one => one.Name is "Npgsql" or "PollTests",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = stopped =>
                {
                    if (stopped.Source.Name == "Npgsql" && stopped.RootId == frame!.RootId)
                        Interlocked.Increment(ref count);
                },
            };
            ActivitySource.AddActivityListener(listener);
            frame = source.StartActivity("polls")!;
        }

        public int Count => count;

        public void Dispose()
        {
            frame.Dispose();
            listener.Dispose();
            source.Dispose();
        }
    }
}
