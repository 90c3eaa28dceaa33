using System.Diagnostics;
using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>A hub dies, or sleeps, in the middle of starts and stops at every moment they have.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class HubFaultTests(int hubs) : RealHubFixture(hubs)
{
    /// <summary>What is promised; a machine that does other things as well may take longer.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(FaultTime.Long ? 5 : 20);

    private static readonly Moment[] Steps =
        FaultTime.Long ? [Moment.SpawnerStart, Moment.Saved, Moment.Started, Moment.Addressed, Moment.Routing] : [Moment.Started];

    /// <summary>The others are part of <see cref="EveryMoment"/>; as part of all tests half of them with one hub, and half with two.</summary>
    private Moment[] BetweenSteps => FaultTime.Long ? [Moment.SpawnerStart, Moment.Saved, Moment.Addressed, Moment.Routing]
        : Alone ? [Moment.SpawnerStart, Moment.Addressed]
        : [Moment.Saved, Moment.Routing];

    [TestCaseSource(nameof(Steps))]
    public async Task One_that_is_killed_leaves_nothing_undone_at_any_moment(Moment step)
    {
        var scene = new EveryMoment(Bench, $"k{(int)step}", step);
        var victim = Bench.Live[0];
        await scene.ReachAsync(victim);
        var leases = await Bench.LeasesOfAsync(victim);
        leases.ShouldBe(8);

        await ProcessBench.KillAsync(victim);
        var watch = Stopwatch.StartNew();
        await Bench.Gates.OpenAsync();
        if (Alone)
            await Bench.StartAgainAsync(victim);
        else
            await TakenOverAsync(victim, leases, watch);
        await scene.LetGoAsync();

        await Agreement.HoldsAsync(Bench.Scene, scene.Running);
        if (!Alone)
            await Bench.StartAgainAsync(victim);
        await Agreement.HoldsAsync(Bench.Scene, scene.Running);
    }

    [TestCaseSource(nameof(Steps))]
    public async Task One_that_sleeps_through_its_leases_wakes_up_and_disturbs_nothing(Moment step)
    {
        var scene = new EveryMoment(Bench, $"s{(int)step}", step);
        var sleeper = Bench.Live[0];
        await scene.ReachAsync(sleeper);
        var leases = await Bench.LeasesOfAsync(sleeper);

        ProcessBench.Sleep(sleeper);
        var watch = Stopwatch.StartNew();
        await Bench.Gates.OpenAsync();
        if (!Alone)
        {
            await Eventually.True(async () => await Bench.LeasesOfAsync(sleeper) == 0, ProcessBench.Patience);
            await TestContext.Out.WriteLineAsync($"{leases} starts and stops of a sleeping hub were taken over within {watch.Elapsed.TotalSeconds:0.0} s");
        }

        var sleep = TimeSpan.FromSeconds(FaultTime.Long ? 30 : 5.5) - watch.Elapsed;
        if (sleep > TimeSpan.Zero)
            await Task.Delay(sleep);
        ProcessBench.Wake(sleeper);
        await scene.LetGoAsync();

        await Eventually.True(async () => (await sleeper.Rest.GetAsync("/hub/health/ready")).Status == 200, ProcessBench.Patience);
        if (Alone)
            await Agreement.HoldsAsync(Bench.Scene);
        else
            await Agreement.HoldsAsync(Bench.Scene, scene.Running);
    }

    /// <summary>One hub for each step, because a hub sends the steps of all its servers to the database together.</summary>
    [Test]
    public async Task Those_that_are_killed_between_two_steps_of_a_start_leave_nothing_undone()
    {
        RealHub[] victims = [Bench.Live[0], .. await Bench.AddHubsAsync(BetweenSteps.Length - 1)];
        var users = BetweenSteps.Select(step => $"b{step}".ToLowerInvariant()).ToArray();
        await Bench.AddUsersAsync(users);
        await Bench.Gates.CloseAsync([.. users.Zip(BetweenSteps)]);
        Task[] asked = [.. victims.Zip(users, (victim, user) => victim.Rest.PostAsync($"users/{user}/server"))];
        await Eventually.True(async () => await Bench.Gates.HeldAsync() == users.Length, ProcessBench.Patience);

        await Task.WhenAll(victims.Select(ProcessBench.KillAsync));
        var watch = Stopwatch.StartNew();
        await Bench.Gates.OpenAsync();
        if (Alone)
            await Bench.StartAgainAsync(victims[0]);
        else
            await TakenOverAsync(victims, users.Length, watch);
        await Task.WhenAll(asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // As far as there was a process, or where to find it was written down before there could be one.
        var running = users.Zip(BetweenSteps).ToDictionary(pair => pair.First, pair => pair.Second is Moment.Addressed or Moment.Routing);
        await Agreement.HoldsAsync(Bench.Scene, running);
        if (!Alone)
            await Bench.StartAgainAsync(victims[0]);
        await Bench.StartServersAsync([.. users.Where(user => !running[user])]);
        await Agreement.HoldsAsync(Bench.Scene, All(true, users));
    }

    private Task TakenOverAsync(RealHub victim, int leases, Stopwatch watch) => TakenOverAsync([victim], leases, watch);

    private async Task TakenOverAsync(IReadOnlyCollection<RealHub> victims, int leases, Stopwatch watch)
    {
        foreach (var victim in victims)
            await Eventually.True(async () => await Bench.LeasesOfAsync(victim) == 0, ProcessBench.Patience);
        await TestContext.Out.WriteLineAsync($"{leases} starts and stops of {victims.Count} that were killed were taken over within {watch.Elapsed.TotalSeconds:0.0} s");
        watch.Elapsed.ShouldBeLessThan(TakeOver);
    }
}
