using Dapper;
using Hub.Data;
using Hub.Domain.Notices;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hub.Tests.Data.Servers;

/// <summary>Who may go on with which start, stop and poll: the statements alone, without a hub that runs them.</summary>
public sealed class LeaseTests
{
    private const string Past = "now() - interval '1 second'";
    private const string Future = "now() + interval '1 minute'";
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private static readonly Replica Here = new(Guid.NewGuid(), "here") { LeaseTime = LeaseTime };
    private static readonly Replica AlsoHere = new(Guid.NewGuid(), "here") { LeaseTime = LeaseTime };

    private TestDatabase database = null!;
    private ServiceProvider provider = null!;
    private IServerStore store = null!;
    private NpgsqlConnection rows = null!;

    [OneTimeSetUp]
    public async Task Connect()
    {
        database = await HubApplication.DatabaseAsync();
        provider = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<NoticeBoard>()
            .AddHubData(database.ConnectionString).BuildServiceProvider();
        store = provider.GetRequiredService<IServerStore>();
        rows = new NpgsqlConnection(database.ConnectionString);
        await rows.ExecuteAsync("INSERT INTO users (name, admin, created) VALUES ('ann', false, now())");
    }

    [OneTimeTearDown]
    public async Task Disconnect()
    {
        await rows.DisposeAsync();
        await provider.DisposeAsync();
        await database.DisposeAsync();
    }

    [SetUp]
    public Task Empty() => rows.ExecuteAsync("DELETE FROM servers; DELETE FROM replicas");

    [TestCase("starting", Past, null, Past, true)]
    [TestCase("stopping", Past, "here", Future, true)]
    [TestCase("starting", Future, null, Past, false, TestName = "Somebody is at it")]
    [TestCase("ready", Past, null, Past, false, TestName = "Nothing is to be done")]
    [TestCase("stopping", Past, "there", Future, false, TestName = "A hub of its machine may still come back")]
    [TestCase("stopping", Past, "there", Past, true, TestName = "Its machine is gone for good")]
    [TestCase("stopping", Past, "alive", Past, false, TestName = "A hub of its machine is there, however late it is")]
    public async Task What_is_left_is_taken_over(string state, string leaseEnds, string? host, string deadline, bool taken)
    {
        var id = await AddAsync(state, leaseEnds, host, deadline);
        await BeatAsync("alive");
        var servers = await store.TakeOverAsync(Here, default);
        servers.Select(server => server.Id).ShouldBe(taken ? [id] : []);
        if (!taken)
            return;
        servers[0].LeaseNumber.ShouldBe(8, "whoever had it can write no more");
        (await store.TakeOverAsync(AlsoHere, default)).ShouldBeEmpty("it is held again");
        (await rows.QuerySingleAsync<Guid>("SELECT lease_owner FROM servers")).ShouldBe(Here.Id);
    }

    [Test]
    public async Task Each_of_many_is_taken_by_one()
    {
        for (var i = 0; i < 20; i++)
            await AddAsync("starting", Past, null, Future, $"s{i}");
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.TakeOverAsync(i % 2 == 0 ? Here : AlsoHere, default)));
        taken.SelectMany(servers => servers).Select(server => server.Name).Order().ShouldBe(Enumerable.Range(0, 20).Select(i => $"s{i}").Order());
    }

    [Test]
    public async Task A_renewal_keeps_it_and_only_what_is_held_can_be_renewed()
    {
        var lease = new Lease(await AddAsync("starting", "now() + interval '10 seconds'", null, Future), 7);
        await OwnAsync(lease, Here);
        (await store.RenewLeasesAsync(AlsoHere.Id, [lease], LeaseTime, default)).ShouldBeEmpty();
        (await store.RenewLeasesAsync(Here.Id, [lease with { Number = 6 }], LeaseTime, default)).ShouldBeEmpty();
        (await LeftAsync(lease)).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
        (await store.RenewLeasesAsync(Here.Id, [lease], LeaseTime, default)).ShouldBe([new HeldLease(lease, false)]);
        (await LeftAsync(lease)).ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        await rows.ExecuteAsync("UPDATE servers SET stop_requested = true");
        (await store.RenewLeasesAsync(Here.Id, [lease], LeaseTime, default)).ShouldBe([new HeldLease(lease, true)], "a stop was asked for");
        await rows.ExecuteAsync($"UPDATE servers SET deadline = {Past}");
        (await store.RenewLeasesAsync(Here.Id, [lease], LeaseTime, default)).ShouldBeEmpty("its time is over");
    }

    [Test]
    public async Task A_row_that_somebody_has_locked_keeps_nobody_from_renewing()
    {
        var locked = new Lease(await AddAsync("starting", Future, null, Future, "locked"), 7);
        var free = new Lease(await AddAsync("starting", "now() + interval '10 seconds'", null, Future, "free"), 7);
        foreach (var lease in (Lease[])[locked, free])
            await OwnAsync(lease, Here);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using var whole = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT 1 FROM servers WHERE id = @ServerId FOR UPDATE", new { locked.ServerId }, whole);
        var held = await store.RenewLeasesAsync(Here.Id, [locked, free], LeaseTime, default).WaitAsync(TimeSpan.FromSeconds(20));
        held.Select(lease => lease.Lease).ShouldBe([locked, free], ignoreOrder: true);
        (await LeftAsync(free)).ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task What_is_let_go_can_be_taken_at_once()
    {
        var mine = new Lease(await AddAsync("starting", Future, null, Future, "mine"), 7);
        var theirs = new Lease(await AddAsync("stopping", Future, null, Future, "theirs"), 7);
        await OwnAsync(mine, Here);
        await OwnAsync(theirs, AlsoHere);
        (await store.ReleaseLeasesAsync(Here.Id, default)).ShouldBe(1);
        (await store.TakeOverAsync(AlsoHere, default)).Select(server => server.Name).ShouldBe(["mine"]);
    }

    [TestCase("alive", true)]
    [TestCase("there", false, TestName = "A stop is left to nobody whose hubs are all gone")]
    [TestCase("here", false, TestName = "A stop on this machine is this hub's own")]
    [TestCase(null, false, TestName = "A stop that any hub can do is left to none")]
    public async Task A_stop_is_left_to_the_hubs_of_its_machine(string? host, bool left)
    {
        var id = await AddAsync("ready", "NULL", host, "NULL");
        await BeatAsync("alive");
        await BeatAsync("here");
        (await store.LeaveStopToItsHostAsync(id, Here, TimeSpan.FromMinutes(1), false, StopReason.Asked, default)).ShouldBe(left);
        (await rows.QuerySingleAsync<string>("SELECT state FROM servers")).ShouldBe(left ? "stopping" : "ready");
        (await store.TakeOverAsync(new Replica(Guid.NewGuid(), "alive") { LeaseTime = LeaseTime }, default)).Count.ShouldBe(left ? 1 : 0);
    }

    [TestCase("here", true)]
    [TestCase(null, true)]
    [TestCase("there", false)]
    public async Task Only_what_can_be_seen_from_here_is_polled(string? host, bool polled)
    {
        await AddAsync("ready", "NULL", host, "NULL");
        await store.PollSoonAsync("here", default);
        await rows.ExecuteAsync($"UPDATE servers SET next_poll = {Past}");
        (await store.TakeDuePollsAsync("here", TimeSpan.FromMinutes(1), 0, 10, default)).Count.ShouldBe(polled ? 1 : 0);
    }

    private Task<int> AddAsync(string state, string leaseEnds, string? host, string deadline, string name = "") => rows.QuerySingleAsync<int>(
        $$"""
        INSERT INTO servers (user_id, name, display_name, state, spawner_state, attempt, lease_number, stop_requested, remove_when_stopped, start_failed,
                             lease_owner, lease_expires, host, deadline)
        SELECT id, @name, '', @state, '{}', 1, 7, false, false, false, gen_random_uuid(), {{leaseEnds}}, @host, {{deadline}} FROM users RETURNING id
        """,
        new { name, state, host });

    private Task OwnAsync(Lease lease, Replica owner) =>
        rows.ExecuteAsync("UPDATE servers SET lease_owner = @Id WHERE id = @ServerId", new { owner.Id, lease.ServerId });

    private Task<TimeSpan> LeftAsync(Lease lease) =>
        rows.QuerySingleAsync<TimeSpan>("SELECT lease_expires - now() FROM servers WHERE id = @ServerId", new { lease.ServerId });

    private Task BeatAsync(string host) => provider.GetRequiredService<IReplicaStore>().BeatAsync(
        new LiveReplica { Id = Guid.NewGuid(), Host = host, Address = "http://127.0.0.1:1", Proxy = "its own", Version = "1", State = ReplicaState.Ready },
        LeaseTime,
        default);
}
