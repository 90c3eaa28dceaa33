using Dapper;
using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Hub.Domain.Upkeep;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;
using Npgsql;

namespace Hub.Tests.Api.Servers;

/// <summary>What becomes of starts and stops, and of plans for them, when something comes in between.</summary>
public sealed class InterruptedTests : ApiFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SlowSpawner spawner = null!;

    [SetUp]
    public void Close()
    {
        spawner.CloseStarts();
        spawner.OpenStops();
    }

    [Test]
    public async Task A_start_that_is_reset_starts_nothing_any_more()
    {
        await UsersAsync("early");
        (await Admin.PostAsync("users/early/server")).ShouldBe(202);
        await Eventually.True(() => spawner.Requests.Any(request => request.UserName == "early"));
        (await Admin.PostAsync("users/early/server/reset")).ShouldBe(200, """{"was": "starting", "trouble": []}""");
        (await Admin.GetAsync("users/early/server")).Json.Value<bool>("stopped").ShouldBeTrue();
        await Eventually.True(() => !App.Get<LiveServers>().All.Any(), Patience);
        spawner.OpenStarts();
        Machine.Ids.ShouldNotContain(AttemptOf("early"));
        (await Admin.PostAsync("users/early/server")).ShouldBe(201);
    }

    [Test]
    public async Task A_start_past_its_deadline_ends_although_its_hub_is_still_at_it()
    {
        await UsersAsync("late");
        (await Admin.PostAsync("users/late/server")).ShouldBe(202);
        await ExecuteAsync("UPDATE servers SET deadline = now() WHERE state = 'starting'");
        await Eventually.True(async () => (await Admin.GetAsync("users/late/server")).Json.Value<bool>("stopped"), Patience);
        var told = (await Admin.GetAsync("users/late/server/history")).Json[0]!;
        (told.Value<string>("outcome"), told.Value<string>("failure_kind"), told.Value<string>("cause"))
            .ShouldBe(("failed", "timeout", "The start took longer than it may and was ended."));
        spawner.OpenStarts();
        Machine.Ids.ShouldNotContain(AttemptOf("late"));
    }

    [Test]
    public async Task A_hub_that_goes_finishes_what_soon_ends()
    {
        await UsersAsync("soon");
        await BeginAsync("soon");
        var leaving = App.Get<ServerHandover>().RunAsync(Patience, default);
        leaving.IsCompleted.ShouldBeFalse("it waits");
        spawner.OpenStarts();
        await leaving;
        (await Admin.GetAsync("users/soon/server")).Json.Value<bool>("ready").ShouldBeTrue();
        App.Log.Text.ShouldNotContain("Taking over soon");
    }

    [Test]
    public async Task A_hub_that_goes_lets_go_of_what_does_not_end()
    {
        await UsersAsync("never");
        await BeginAsync("never");
        var before = spawner.CalledOff;
        await App.Get<ServerHandover>().RunAsync(TimeSpan.Zero, default);
        await Eventually.True(() => spawner.CalledOff == before + 1, Patience);
        // Here it is this hub itself that goes on with it, and finds no server.
        await Eventually.True(async () => (await Admin.GetAsync("users/never/server")).Json.Value<bool>("stopped"), Patience);
        App.Log.Text.ShouldContain("Taking over never");
        Machine.Ids.ShouldNotContain(AttemptOf("never"));
    }

    [Test]
    public async Task A_late_request_to_stop_does_not_end_what_was_started_anew()
    {
        await UsersAsync("twice");
        await BeginAsync("twice");
        var server = (await App.Get<IServerStore>().ActiveAsync(default)).Single(server => server.User!.Name == "twice");
        var board = App.Get<NoticeBoard>();
        board.Publish(NoticeTopic.StopRequest, new Lease(server.Id, server.LeaseNumber - 1).Text);
        App.Get<LiveServers>().Find(server.Id).ShouldNotBeNull().Cancelled.IsCancellationRequested.ShouldBeFalse();
        board.Publish(NoticeTopic.StopRequest, new Lease(server.Id, server.LeaseNumber).Text);
        await Eventually.True(async () => (await Admin.GetAsync("users/twice/server")).Json.Value<bool>("stopped"), Patience);
    }

    [Test]
    public async Task Whoever_looks_while_a_start_that_failed_is_cleared_up_still_hears_why()
    {
        await UsersAsync("unlucky");
        (await Admin.PostAsync("users/unlucky/server")).ShouldBe(202);
        await Eventually.True(() => spawner.Requests.Any(request => request.UserName == "unlucky"));
        spawner.CloseStops();
        spawner.FailStarts();
        await Eventually.True(async () => (await Admin.GetAsync("users/unlucky")).Json.Value<string>("pending") == "stop", Patience);
        using var stream = await Admin.StreamAsync("users/unlucky/server/progress");
        spawner.OpenStops();
        string? last = null;
        while (await ProgressLines.NextAsync(stream).WaitAsync(Patience) is { } line)
            last = line;
        last.ShouldNotBeNull().ShouldContain("\"failed\":true,\"message\":\"Spawn failed: I don't work!\"");
    }

    [Test]
    public async Task Whoever_asks_for_an_idle_server_while_others_are_stopped_keeps_it()
    {
        spawner.OpenStarts();
        // One more than are stopped side by side.
        var users = Enumerable.Range(0, 11).Select(number => $"idle{number}").ToArray();
        await UsersAsync(users);
        foreach (var user in users)
            (await Admin.PostAsync($"users/{user}/server")).ShouldBe(201);
        spawner.CloseStops();
        await AgeAsync("idle%");
        var run = App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        var waiting = await Eventually.Until(() => ReadyAsync(users), ready => ready.Count == 1, Patience);
        (await Admin.PutAsync($"users/{waiting[0]}/server/keep", """{"seconds": 3600}""")).Status.ShouldBe(200);
        spawner.OpenStops();
        await run;
        (await ReadyAsync(users)).ShouldBe(waiting);
    }

    [Test]
    public async Task A_named_server_that_was_stopped_for_being_idle_is_removed_where_that_is_wanted()
    {
        spawner.OpenStarts();
        await UsersAsync("tidy");
        foreach (var path in (string[])["server", "servers/extra"])
            (await Admin.PostAsync($"users/tidy/{path}")).ShouldBe(201);
        await AgeAsync("tidy");
        await App.Get<IdleCuller>().RunOnceAsync(CancellationToken.None);
        (await Admin.GetAsync("users/tidy/servers/extra")).Status.ShouldBe(404);
        (await Admin.GetAsync("users/tidy/server")).Json.Value<bool>("stopped").ShouldBeTrue();
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Servers = new ServerOptions { AllowNamedServers = true, SlowSpawnTimeout = TimeSpan.FromSeconds(2), SlowStopTimeout = TimeSpan.FromSeconds(30) },
        Spawner = new SpawnerOptions { PollInterval = TimeSpan.Zero, StartTimeout = TimeSpan.FromHours(1) },
        IdleCuller = new IdleCullerOptions { Timeout = 600, CullEvery = TimeSpan.FromHours(1), RemoveNamedServers = true },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = new SlowSpawner(machine);

    /// <summary>Brings a start as far as the gate.</summary>
    private async Task BeginAsync(string user)
    {
        (await Admin.PostAsync($"users/{user}/server")).ShouldBe(202);
        await Eventually.True(() => spawner.Requests.Any(request => request.UserName == user), Patience);
    }

    private string AttemptOf(string user) => spawner.Requests.First(request => request.UserName == user).Attempt.ToString("n");

    private async Task<List<string>> ReadyAsync(string[] users)
    {
        var ready = new List<string>();
        foreach (var user in users)
        {
            if ((await Admin.GetAsync($"users/{user}/server")).Json.Value<bool>("ready"))
                ready.Add(user);
        }

        return ready;
    }

    private Task AgeAsync(string users) => ExecuteAsync(
        $"UPDATE servers SET last_activity = now() - interval '11 min' FROM users u WHERE u.id = user_id AND u.name LIKE '{users}'");

    private async Task ExecuteAsync(string sql)
    {
        await using var database = new NpgsqlConnection(App.ConnectionString);
        await database.ExecuteAsync(sql);
    }
}
