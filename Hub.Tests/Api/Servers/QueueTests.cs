using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

public sealed class QueueTests
{
    private static readonly StartOrigin Browser = new("somebody", MayQueue: true);

    private static readonly HubConfiguration OneAtATime = ApiFixture.Basis with
    {
        Servers = new ServerOptions { ConcurrentSpawnLimit = 1, AllowNamedServers = true, SlowSpawnTimeout = TimeSpan.Zero, SpawnThrottleRetryRange = [7, 7] },
    };

    [Test]
    public async Task A_token_hears_429_and_a_browser_waits_for_its_turn()
    {
        await using var pair = await PairAsync();
        await AddAsync(pair, "a", "b", "c");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        var refused = await pair.OnA.PostAsync("users/b/server");
        refused.ShouldFail(429, "Too many users trying to log in right now. Try again in 10 seconds.");
        refused.Headers["Retry-After"].ShouldBe("7");
        await QueueAsync(pair.A, "b");
        await QueueAsync(pair.B, "c");
        (await pair.OnB.GetAsync("users/b")).Json.Value<string>("pending").ShouldBe("spawn");
        using var stream = await pair.OnB.StreamAsync("users/c/server/progress");
        (await ProgressLines.NextAsync(stream)).ShouldBe("""{"progress":0,"message":"Server requested"}""");
        (await ProgressLines.NextAsync(stream)).ShouldNotBeNull()
            .ShouldContain("\"queue_position\":2,\"queue_length\":2,\"estimated_seconds\":");
        Slow(pair).ForEach(spawner => spawner.OpenStarts());
        await Eventually.True(async () => (await pair.OnA.GetAsync("users/c/server")).Json.Value<bool>("ready"));
        string? last = null;
        while (await ProgressLines.NextAsync(stream) is { } line)
            last = line;
        last.ShouldNotBeNull().ShouldContain("\"ready\":true");
        var phases = (await pair.OnA.GetAsync("users/c/server/history")).Json[0]!["phases"]!.Select(phase => (string)phase["name"]!);
        phases.Take(3).ShouldBe(["queued", "accepted", "spawner start"]);
    }

    [Test]
    public async Task Who_waits_is_not_overtaken_and_a_stop_leaves_the_queue()
    {
        await using var pair = await PairAsync();
        await AddAsync(pair, "a", "b");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        await QueueAsync(pair.A, "b");
        (await pair.OnB.DeleteAsync("users/b/server")).ShouldBe(204);
        var left = (await pair.OnB.GetAsync("users/b/server/history")).Json[0]!;
        (left.Value<string>("outcome"), left.Value<string>("cause")).ShouldBe(("cancelled", "Spawn cancelled"));
        (await pair.OnB.GetAsync("users/b/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        (await pair.OnA.DeleteAsync("users/a/server")).Status.ShouldBeOneOf(202, 204);
    }

    [Test]
    public async Task A_start_that_waits_goes_on_when_the_hub_it_was_asked_of_is_gone()
    {
        await using var pair = await PairAsync();
        await AddAsync(pair, "a", "b");
        (await pair.OnB.PostAsync("users/a/server")).Status.ShouldBe(202);
        await QueueAsync(pair.A, "b");
        var spawner = (SlowSpawner)pair.B.Get<ISpawner>();
        await pair.A.CrashAsync();
        spawner.OpenStarts();
        await Eventually.True(async () => (await pair.OnB.GetAsync("users/b/server")).Json.Value<bool>("ready"));
    }

    [Test]
    public async Task Users_and_groups_take_turns()
    {
        await using var pair = await PairAsync();
        await AddAsync(pair, "first", "class1", "class2", "class3", "lone");
        await pair.OnA.PostAsync("groups/class");
        await pair.OnA.PostAsync("groups/class/users", """{"users": ["class1", "class2", "class3"]}""");
        (await pair.OnA.PostAsync("users/first/server")).Status.ShouldBe(202);
        foreach (var name in (string[])["class1", "class2", "class3", "lone"])
            await QueueAsync(pair.A, name);
        await QueueAsync(pair.A, "class1", "more");
        // The lone user shares with whoever is in no group, and of those one starts already.
        (await OrderAsync(pair)).ShouldBe(["class1", "class2", "lone", "class3", "class1"]);
    }

    [Test]
    public async Task Who_is_in_several_groups_counts_for_the_smallest()
    {
        await using var pair = await PairAsync();
        await AddAsync(pair, "first", "many1", "many2", "both", "other");
        foreach (var (group, users) in ((string, string)[])[("many", "\"many1\", \"many2\", \"both\""), ("few", "\"both\", \"other\"")])
        {
            await pair.OnA.PostAsync($"groups/{group}");
            await pair.OnA.PostAsync($"groups/{group}/users", $"{{\"users\": [{users}]}}");
        }

        (await pair.OnA.PostAsync("users/first/server")).Status.ShouldBe(202);
        foreach (var name in (string[])["many1", "many2", "both"])
            await QueueAsync(pair.A, name);
        (await OrderAsync(pair)).ShouldBe(["many1", "both", "many2"]);
    }

    [Test]
    public async Task Nobody_waits_for_ever()
    {
        await using var pair = await PairAsync(new QueueOptions { Timeout = TimeSpan.FromSeconds(1) });
        await AddAsync(pair, "a", "b");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        await QueueAsync(pair.A, "b");
        await Eventually.True(async () => (await pair.OnA.GetAsync("users/b/server")).Json.Value<bool>("stopped"));
        (await pair.OnA.GetAsync("users/b/server/history")).Json[0]!.Value<string>("failure_kind").ShouldBe("timeout");
    }

    [Test]
    public async Task Who_cannot_be_started_any_more_keeps_nobody_else_waiting()
    {
        await using var pair = await ApiPair.StartAsync(
            OneAtATime with { Spawner = new SpawnerOptions { ApplyUserOptions = new Dictionary<string, string> { ["memory"] = "mem_limit" } } },
            machine => new SlowSpawner(machine));
        await AddAsync(pair, "a", "b", "c");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        await QueueAsync(pair.A, "b");
        await QueueAsync(pair.A, "c");
        await using (var database = new NpgsqlConnection(pair.A.ConnectionString))
            await database.ExecuteAsync("""UPDATE servers SET user_options = '{"memory": "much"}' FROM users u WHERE u.id = user_id AND u.name = 'b'""");
        Slow(pair).ForEach(spawner => spawner.OpenStarts());
        await Eventually.True(async () => (await pair.OnA.GetAsync("users/c/server")).Json.Value<bool>("ready"), TimeSpan.FromSeconds(60));
        var refused = (await pair.OnA.GetAsync("users/b/server/history")).Json[0]!;
        (refused.Value<string>("outcome"), refused.Value<string>("failure_kind")).ShouldBe(("failed", "policy"));
        refused.Value<string>("cause").ShouldNotBeNull().ShouldStartWith("Invalid user options: memory: ");
        (await pair.OnA.GetAsync("users/b/server")).Json.Value<bool>("stopped").ShouldBeTrue();
    }

    [Test]
    public async Task A_full_queue_is_answered_429()
    {
        await using var pair = await PairAsync(new QueueOptions { MaxLength = 1, UsedBy = QueueUse.Everybody });
        await AddAsync(pair, "a", "b", "c");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        (await pair.OnA.PostAsync("users/b/server")).Status.ShouldBe(202);
        (await pair.OnA.PostAsync("users/c/server")).Status.ShouldBe(429);
    }

    [Test]
    public async Task While_starts_are_refused_those_who_wait_keep_their_places_and_are_told_why()
    {
        await using var pair = await ApiPair.StartAsync(
            OneAtATime with
            {
                Spawner = new SpawnerOptions { ConsecutiveFailureLimit = 1 },
                FailureLimit = new FailureLimitOptions { TrialInterval = TimeSpan.FromHours(1) },
            },
            machine => new SlowSpawner(machine));
        await AddAsync(pair, "a", "b", "c", "d");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        await QueueAsync(pair.A, "b");
        await QueueAsync(pair.A, "c");
        using var stream = await pair.OnB.StreamAsync("users/c/server/progress");
        await NextAsync(stream, "\"queue_position\":2,\"queue_length\":2,\"estimated_seconds\":");

        Slow(pair)[0].FailStarts();

        (await NextAsync(stream, "the last starts of servers failed")).ShouldBe(
            """
            {"progress":0,"message":"Waiting at place 2 of 2: the last starts of servers failed, so this hub only tries one now and then. Administrators have been told.","queue_position":2,"queue_length":2}
            """.Trim());
        (await pair.OnA.PostAsync("users/d/server")).Status.ShouldBe(503);
        foreach (var user in (string[])["b", "c"])
            (await pair.OnA.GetAsync($"users/{user}")).Json.Value<string>("pending").ShouldBe("spawn");
        Slow(pair).SelectMany(spawner => spawner.Requests).Select(request => request.UserName).ShouldBe(["a"]);

        // When its time has come, one is let through, and that is the first of those who wait; once it has gone well, all are.
        await using (var database = new NpgsqlConnection(pair.A.ConnectionString))
            await database.ExecuteAsync("UPDATE start_failures SET next_trial = now()");
        await Eventually.True(() => Slow(pair).SelectMany(spawner => spawner.Requests).Any(request => request.UserName == "b"));
        (await pair.OnA.GetAsync("users/c")).Json.Value<string>("pending").ShouldBe("spawn");
        Slow(pair).ForEach(spawner => spawner.OpenStarts());
        await NextAsync(stream, "\"ready\":true");
        (await pair.OnA.GetAsync("users/b/server")).Json.Value<bool>("ready").ShouldBeTrue();
    }

    /// <summary>The next line of a story that has these words.</summary>
    private static async Task<string> NextAsync(StreamReader stream, string words)
    {
        while (await ProgressLines.NextAsync(stream).WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return line;
        }

        throw new AssertionException($"The stream has ended without {words}");
    }

    /// <summary>Whose turn comes after whose.</summary>
    private static async Task<List<string>> OrderAsync(ApiPair pair)
    {
        var store = pair.A.Get<IServerStore>();
        var names = new List<string>();
        foreach (var id in await pair.A.Get<IServerQueue>().OrderAsync(CancellationToken.None))
            names.Add((await store.FindAsync(id, CancellationToken.None))!.User!.Name);
        return names;
    }

    private static Task<ApiPair> PairAsync(QueueOptions? queue = null) =>
        ApiPair.StartAsync(OneAtATime with { Queue = queue ?? new QueueOptions() }, machine => new SlowSpawner(machine));

    private static List<SlowSpawner> Slow(ApiPair pair) =>
        [.. new[] { pair.A, pair.B }.Select(hub => (SlowSpawner)hub.Get<ISpawner>())];

    private static async Task AddAsync(ApiPair pair, params string[] names) =>
        (await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", names.Select(name => $"\"{name}\""))}]}}")).Status.ShouldBe(201);

    private static async Task QueueAsync(HubApplication hub, string name, string serverName = "")
    {
        var user = (await hub.Get<IUserStore>().FindAsync(name, CancellationToken.None))!;
        var server = await hub.Get<NamedServers>().ForStartAsync(user, serverName, null, CancellationToken.None);
        (await hub.Get<ServerLifecycle>().StartAsync(user, server, null, Browser, CancellationToken.None)).ShouldBe(StartOutcome.Pending);
    }
}
