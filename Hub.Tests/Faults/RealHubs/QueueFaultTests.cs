using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>Hubs die while starts wait for their turn.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class QueueFaultTests(int hubs) : RealHubFixture(hubs)
{
    [Test]
    public async Task Starts_that_wait_outlive_the_hub_they_were_asked_of_and_keep_their_order()
    {
        string[] users = ["qfirst", "qsecond", "qthird"];
        var victim = await FillAsync(users);

        await ProcessBench.KillAsync(victim);
        if (Alone)
            await Bench.StartAgainAsync(victim);
        Bench.Home.Untell(users[0], "wait");

        await Agreement.HoldsAsync(Bench.Scene, All(true, users));
        (await ReadyTimesAsync(users)).ShouldBeInOrder();
        if (!Alone)
            await Bench.StartAgainAsync(victim);
    }

    [Test]
    public async Task Hubs_that_die_while_they_take_the_next_one_out_of_the_queue_lose_it_not()
    {
        string[] users = ["qone", "qtwo", "qthree"];
        await FillAsync(users);
        await Bench.Gates.CloseAsync((users[1], Moment.Admitted));
        Bench.Home.Untell(users[0], "wait");
        await Eventually.True(async () => await Bench.Gates.HeldAsync() > 0, ProcessBench.Patience);

        var all = Bench.Live;
        await Task.WhenAll(all.Select(ProcessBench.KillAsync));
        await Bench.Gates.OpenAsync();
        await Task.WhenAll(all.Select(Bench.StartAgainAsync));

        await Eventually.True(async () => (await ReadyTimesAsync(users[2])).Count == 1, ProcessBench.Patience);
        // What the hub had sent may have been done, or not; either way nobody waits for ever.
        await Agreement.HoldsAsync(Bench.Scene);
        await Bench.StartServersAsync(users);
        await Agreement.HoldsAsync(Bench.Scene, All(true, users));
    }

    private protected override Task<ProcessBench> StartAsync(int count) => ProcessBench.StartAsync(
        count, null, [("JupyterHub.concurrent_spawn_limit", 1), ("HubSpawnQueue.used_by", "everybody")]);

    /// <summary>The first is being started, the others wait; all asked of one hub.</summary>
    private async Task<RealHub> FillAsync(string[] users)
    {
        await Bench.AddUsersAsync(users);
        Bench.Home.Tell(users[0], "wait");
        var hub = Bench.Live[0];
        foreach (var user in users)
            (await hub.Rest.PostAsync($"users/{user}/server")).ShouldBeStatus(202);
        await Eventually.True(() => Bench.Scene.ProcessesOf(users[0]).Count == 1, ProcessBench.Patience);
        foreach (var user in users[1..])
            Bench.Scene.ProcessesOf(user).ShouldBeEmpty();
        return hub;
    }

    /// <summary>When the servers were ready, of those that were.</summary>
    private async Task<List<DateTime>> ReadyTimesAsync(params string[] users)
    {
        var times = new List<DateTime>();
        foreach (var user in users)
        {
            var phases = (await Bench.Live[0].Rest.GetAsync($"users/{user}/server/history")).Json[0]!["phases"]!.AsArray();
            times.AddRange(phases.Where(phase => (string?)phase!["name"] == "ready").Select(phase => (DateTime)phase!["began"]!));
        }

        return times;
    }
}
