using Hub.Tests.Faults.Support;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Faults;

/// <summary>Anything at any time, on hubs within the test. <c>HUB_FAULT_SEED</c> repeats a run, <c>HUB_FAULT_SECONDS</c> makes it longer.</summary>
[Category("Faults"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RandomFaultTests : FaultFixture
{
    [Test]
    public async Task Whatever_goes_wrong_rows_processes_and_routes_agree_in_the_end([Values(1, 2)] int hubs)
    {
        var seed = RandomFaults.Seed();
        await TestContext.Out.WriteLineAsync($"HUB_FAULT_SEED={seed}");
        var bench = await BenchAsync(hubs);
        var users = Enumerable.Range(0, 8).Select(number => $"rnd{number}").ToArray();
        await bench.AddUsersAsync(users);
        var faults = new RandomFaults(seed, users, (random, user, start) => AskAsync(bench, random, user, start), FaultsOf(bench));
        await faults.RunAsync(RandomFaults.Time(6));
        bench.ProxyTrouble = ProxyTrouble.None;
        await TestContext.Out.WriteLineAsync(faults.Summary);
        await Agreement.HoldsAsync(bench);
        await Agreement.KeepsWordAsync(bench, faults.Sure);
    }

    private static IReadOnlyList<Func<RandomFaults, Random, Task>> FaultsOf(FaultBench bench) =>
    [
        (_, random) => ReplaceHubAsync(bench, bench.KillAsync, random),
        (_, random) => ReplaceHubAsync(bench, bench.StopAsync, random),
        (faults, random) => EndAProcessAsync(bench, faults, random),
        (_, _) => bench.ReplaceProxyAsync(),
        (_, random) => Task.FromResult(bench.ProxyTrouble = (ProxyTrouble)random.Next(3)),
        (_, random) =>
        {
            bench.Live[random.Next(bench.Live.Count)].App.Clock.Advance(TimeSpan.FromSeconds(random.Next(-600, 600)));
            return Task.CompletedTask;
        },
    ];

    private static async Task ReplaceHubAsync(FaultBench bench, Func<BenchHub, Task> end, Random random)
    {
        var victim = bench.Live[random.Next(bench.Live.Count)];
        await bench.AddHubAsync();
        await end(victim);
    }

    private static Task EndAProcessAsync(FaultBench bench, RandomFaults faults, Random random)
    {
        var ids = bench.Machine.Ids.Order().ToList();
        if (ids.Count > 0)
            faults.Die(() => bench.Machine.End(ids[random.Next(ids.Count)]));
        return Task.CompletedTask;
    }

    private static async Task<int> AskAsync(FaultBench bench, Random random, string user, bool start)
    {
        var hub = bench.Live[random.Next(bench.Live.Count)];
        try
        {
            return (await (start ? hub.Admin.PostAsync($"users/{user}/server") : hub.Admin.DeleteAsync($"users/{user}/server"))).Status;
        }
        // A hub that is ended inside this process may still answer, as no process would: 500 without a body. One that lives may not.
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException || (gone is ContractException && hub.Gone))
        {
            return 0;
        }
    }
}
