using Hub.Tests.Faults.Support;

namespace Hub.Tests.Faults;

/// <summary>Anything at any time. <c>HUB_FAULT_SEED</c> repeats a run, <c>HUB_FAULT_SECONDS</c> makes it longer.</summary>
[Category("Faults"), NonParallelizable]
public sealed class RandomFaultTests : FaultFixture
{
    [Test]
    public async Task Whatever_goes_wrong_rows_processes_and_routes_agree_in_the_end([Values(1, 2)] int hubs)
    {
        var seed = FaultTime.Number("HUB_FAULT_SEED") ?? Random.Shared.Next();
        var seconds = FaultTime.Number("HUB_FAULT_SECONDS") ?? 6;
        await TestContext.Out.WriteLineAsync($"HUB_FAULT_SEED={seed}");
        var bench = await BenchAsync(hubs);
        var faults = new RandomFaults(bench, seed, users: 8);
        await faults.RunAsync(TimeSpan.FromSeconds(seconds));
        await TestContext.Out.WriteLineAsync(faults.Summary);
        await Agreement.HoldsAsync(bench);
        await Agreement.KeepsWordAsync(bench, faults.Sure);
    }
}
