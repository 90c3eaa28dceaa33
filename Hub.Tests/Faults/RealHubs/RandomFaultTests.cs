using Hub.Api.Background;
using Hub.Tests.Faults.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>Anything at any time, on hubs that are processes. <c>HUB_FAULT_SEED</c> repeats a run, <c>HUB_FAULT_SECONDS</c> makes it longer.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class RandomFaultTests(int hubs) : RealHubFixture(hubs)
{
    [Test]
    public async Task Whatever_goes_wrong_rows_processes_and_routes_agree_in_the_end()
    {
        var seed = RandomFaults.Seed();
        await TestContext.Out.WriteLineAsync($"HUB_FAULT_SEED={seed}");
        var users = Enumerable.Range(0, 6).Select(number => $"any{number}").ToArray();
        await Bench.AddUsersAsync(users);
        var faults = new RandomFaults(seed, users, AskAsync, FaultsOfBench);
        await faults.RunAsync(RandomFaults.Time(12));
        Bench.Relay.Trouble = ProxyTrouble.None;
        await TestContext.Out.WriteLineAsync(faults.Summary);
        await Agreement.HoldsAsync(Bench.Scene);
        await Agreement.KeepsWordAsync(Bench.Scene, faults.Sure);
    }

    private protected override Task<ProcessBench> StartAsync(int count)
    {
        if (!FaultTime.Long)
            Assert.Ignore("Takes more time than there is as part of all tests: bench/faults/run.");
        return base.StartAsync(count);
    }

    private IReadOnlyList<Func<RandomFaults, Random, Task>> FaultsOfBench =>
    [
        (_, random) => AgainAsync(ProcessBench.KillAsync, random),
        (_, random) => AgainAsync(ProcessBench.StopAsync, random),
        (_, random) => SleepAsync(random),
        (faults, random) => KillAServerAsync(faults, random),
        (_, _) => Bench.KillProxyAsync(),
        (_, random) => Task.FromResult(Bench.Relay.Trouble = (ProxyTrouble)random.Next(3)),
        (_, random) => CutAsync(random),
    ];

    private async Task AgainAsync(Func<RealHub, Task> end, Random random)
    {
        // A hub is not ready before it has its route.
        Bench.Relay.Trouble = ProxyTrouble.None;
        var victim = Bench.Live[random.Next(Bench.Live.Count)];
        await end(victim);
        await Bench.StartAgainAsync(victim);
    }

    /// <summary>Longer than a lease holds, or shorter.</summary>
    private async Task SleepAsync(Random random)
    {
        var sleeper = Bench.Live[random.Next(Bench.Live.Count)];
        ProcessBench.Sleep(sleeper);
        await Task.Delay(random.Next(500, 7000));
        ProcessBench.Wake(sleeper);
    }

    private Task KillAServerAsync(RandomFaults faults, Random random)
    {
        var pids = Bench.Scene.Processes.Order().ToList();
        if (pids.Count > 0)
            faults.Die(() => ProcessMark.Of(int.Parse(pids[random.Next(pids.Count)]))?.Signal(ProcessMark.Kill));
        return Task.CompletedTask;
    }

    private async Task CutAsync(Random random)
    {
        using var enough = new CancellationTokenSource(random.Next(100, 1000));
        await Bench.CutConnectionsAsync(enough.Token);
    }

    private async Task<int> AskAsync(Random random, string user, bool start)
    {
        if (Bench.Live is not { Count: > 0 } live)
            return 0;
        var rest = live[random.Next(live.Count)].Rest;
        try
        {
            return (await (start ? rest.PostAsync($"users/{user}/server") : rest.DeleteAsync($"users/{user}/server"))).Status;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            return 0;
        }
    }
}
