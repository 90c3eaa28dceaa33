using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults;

/// <summary>A hub dies, or sleeps through its lease, at every phase of a start and of a stop.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KilledHubTests : FaultFixture
{
    [Test]
    public async Task A_hub_that_dies_during_a_start_leaves_nothing_behind(
        [Values(Phase.Accepted, Phase.Saved, Phase.Started, Phase.Answering, Phase.Routing)] Phase phase, [Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        var victim = bench.First;
        victim.Gate.CloseAt(phase);
        var starting = victim.Admin.PostAsync("users/ann/server");
        await victim.Gate.Reached.WaitAsync(FaultTime.Reach);
        await bench.KillAsync(victim);
        await Agreement.HoldsAsync(bench);
        // Whatever of it was still on its way comes too late.
        victim.Gate.Open();
        await starting.ContinueWith(_ => { }, TaskScheduler.Default);
        await Agreement.HoldsAsync(bench);
        await StartsAgainAsync(bench);
    }

    [Test]
    public async Task A_hub_that_dies_during_a_stop_leaves_nothing_behind(
        [Values(Phase.Unrouting, Phase.Ending, Phase.Ended)] Phase phase, [Values(1, 2)] int hubs)
    {
        var bench = await BenchAsync(hubs);
        var victim = bench.First;
        await Eventually.True(async () => (await victim.Admin.PostAsync("users/ann/server")).Status is 201 or 400);
        victim.Gate.CloseAt(phase);
        var stopping = victim.Admin.DeleteAsync("users/ann/server");
        await victim.Gate.Reached.WaitAsync(FaultTime.Reach);
        await bench.KillAsync(victim);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
        victim.Gate.Open();
        await stopping.ContinueWith(_ => { }, TaskScheduler.Default);
        await StartsAgainAsync(bench);
    }

    [Test]
    public async Task A_hub_that_sleeps_through_its_lease_finds_it_gone_and_does_nothing([Values] Phase phase)
    {
        var bench = await BenchAsync(1);
        var sleeper = bench.First;
        var stops = phase >= Phase.Unrouting;
        if (stops)
            await Eventually.True(async () => (await sleeper.Admin.PostAsync("users/ann/server")).Status is 201 or 400);
        sleeper.Gate.CloseAt(phase);
        var asked = stops ? sleeper.Admin.DeleteAsync("users/ann/server") : sleeper.Admin.PostAsync("users/ann/server");
        await sleeper.Gate.Reached.WaitAsync(FaultTime.Reach);
        await bench.SleepAsync(sleeper);
        var other = await bench.AddHubAsync();
        await Agreement.HoldsAsync(bench);
        await Eventually.True(async () => (await other.Admin.PostAsync("users/ann/server")).Status is 201 or 400);
        await bench.WakeAsync(sleeper);
        await asked.ContinueWith(_ => { }, TaskScheduler.Default);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
    }

    private static async Task StartsAgainAsync(FaultBench bench)
    {
        await Eventually.True(async () => (await bench.Last.Admin.PostAsync("users/ann/server")).Status is 201 or 400);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = true });
        (await bench.First.Admin.DeleteAsync("users/ann/server")).Status.ShouldBeOneOf(202, 204);
        await Agreement.HoldsAsync(bench, new Dictionary<string, bool> { ["ann"] = false });
    }
}
