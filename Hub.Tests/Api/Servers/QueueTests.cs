using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

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
        var spawner = (SlowSpawner)pair.B.Get<Hub.Domain.Spawners.ISpawner>();
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
        var order = await pair.A.Get<IServerQueue>().OrderAsync(CancellationToken.None);
        var store = pair.A.Get<IServerStore>();
        var names = new List<string>();
        foreach (var id in order)
            names.Add((await store.FindAsync(id, CancellationToken.None))!.User!.Name);
        // The lone user shares with whoever is in no group, and of those one starts already.
        names.ShouldBe(["class1", "class2", "lone", "class3", "class1"]);
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
    public async Task A_full_queue_is_answered_429()
    {
        await using var pair = await PairAsync(new QueueOptions { MaxLength = 1, UsedBy = QueueUse.Everybody });
        await AddAsync(pair, "a", "b", "c");
        (await pair.OnA.PostAsync("users/a/server")).Status.ShouldBe(202);
        (await pair.OnA.PostAsync("users/b/server")).Status.ShouldBe(202);
        (await pair.OnA.PostAsync("users/c/server")).Status.ShouldBe(429);
    }

    private static Task<ApiPair> PairAsync(QueueOptions? queue = null) =>
        ApiPair.StartAsync(OneAtATime with { Queue = queue ?? new QueueOptions() }, machine => new SlowSpawner(machine));

    private static List<SlowSpawner> Slow(ApiPair pair) =>
        [.. new[] { pair.A, pair.B }.Select(hub => (SlowSpawner)hub.Get<Hub.Domain.Spawners.ISpawner>())];

    private static async Task AddAsync(ApiPair pair, params string[] names) =>
        (await pair.OnA.PostAsync("users", $"{{\"usernames\": [{string.Join(",", names.Select(name => $"\"{name}\""))}]}}")).Status.ShouldBe(201);

    private static async Task QueueAsync(HubApplication hub, string name, string serverName = "")
    {
        var user = (await hub.Get<IUserStore>().FindAsync(name, CancellationToken.None))!;
        var server = await hub.Get<NamedServers>().ForStartAsync(user, serverName, null, CancellationToken.None);
        (await hub.Get<ServerLifecycle>().StartAsync(user, server, null, Browser, CancellationToken.None)).ShouldBe(StartOutcome.Pending);
    }
}
