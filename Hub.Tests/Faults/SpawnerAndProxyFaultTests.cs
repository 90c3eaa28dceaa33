using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults;

/// <summary>Processes that die, spawners that hang, a proxy that dies or answers nonsense, clocks that jump.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SpawnerAndProxyFaultTests : FaultFixture
{
    [Test]
    public async Task A_process_that_dies_during_its_start_is_cleared_up([Values(Phase.Started, Phase.Answering, Phase.Routing)] Phase phase, [Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        bench.First.Gate.CloseAt(phase);
        var starting = bench.First.Admin.PostAsync("users/ann/server");
        await bench.First.Gate.Reached.WaitAsync(FaultTime.Reach);
        bench.Machine.End(bench.Machine.Ids.Single());
        bench.First.Gate.Open();
        await starting;
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
    }

    [Test]
    public async Task A_process_that_dies_while_it_is_ready_or_being_stopped_is_cleared_up([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        await StartAsync(bench);
        bench.Machine.End(bench.Machine.Ids.Single());
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
        await StartAsync(bench);
        bench.First.Gate.CloseAt(Phase.Unrouting);
        var stopping = bench.First.Admin.DeleteAsync("users/ann/server");
        await bench.First.Gate.Reached.WaitAsync(FaultTime.Reach);
        bench.Machine.End(bench.Machine.Ids.Single());
        bench.First.Gate.Open();
        (await stopping).Status.ShouldBeOneOf(202, 204);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
    }

    [Test]
    public async Task A_spawner_that_hangs_is_given_up_after_its_time([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        bench.First.Gate.CloseAt(Phase.Saved);
        (await bench.First.Admin.PostAsync("users/ann/server")).Status.ShouldBe(202);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
    }

    [Test]
    public async Task A_proxy_that_loses_its_table_has_it_again([Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        await StartAsync(bench);
        await bench.ReplaceProxyAsync();
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
    }

    [Test]
    public async Task A_stop_does_not_wait_for_a_broken_proxy_and_the_route_goes_later(
        [Values(ProxyTrouble.Errors, ProxyTrouble.Hangs)] ProxyTrouble trouble, [Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        await StartAsync(bench);
        bench.ProxyTrouble = trouble;
        await bench.Last.Admin.DeleteAsync("users/ann/server");
        await Eventually.True(() => bench.Machine.Ids.Count == 0);
        bench.ProxyTrouble = ProxyTrouble.None;
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
    }

    [Test]
    public async Task A_start_that_the_proxy_never_takes_is_undone(
        [Values(ProxyTrouble.Errors, ProxyTrouble.Hangs)] ProxyTrouble trouble, [Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        bench.ProxyTrouble = trouble;
        (await bench.Last.Admin.PostAsync("users/ann/server")).Status.ShouldBe(202);
        await Eventually.True(async () => (await bench.Last.Admin.GetAsync("users/ann/server")).Json.Value<bool>("stopped"), TimeSpan.FromSeconds(30));
        bench.ProxyTrouble = ProxyTrouble.None;
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
        await StartAsync(bench);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
    }

    [Test]
    public async Task A_clock_that_jumps_ends_no_start([Values(1, 2)] int hubs, [Values(-3600, 3600)] int seconds)
    {
        var bench = await BenchAsync(hubs);
        bench.First.Gate.CloseAt(Phase.Saved);
        (await bench.First.Admin.PostAsync("users/ann/server")).Status.ShouldBe(202);
        bench.First.App.Clock.Advance(TimeSpan.FromSeconds(seconds));
        // Two renewals of leases and two signs of life later.
        var beat = await BeatAsync(bench);
        await Eventually.True(async () => await BeatAsync(bench) > beat.AddSeconds(2));
        bench.First.Gate.Open();
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
    }

    private static async Task<DateTime> BeatAsync(FaultBench bench) =>
        (await bench.Last.Admin.GetAsync("info")).Json["replicas"]!.Max(replica => replica.Value<DateTime>("heartbeat"));

    private static Task StartAsync(FaultBench bench) =>
        Eventually.True(async () => (await bench.First.Admin.PostAsync("users/ann/server")).Status is 201 or 400);
}
