using Hub.Data.Embedded;
using NUnit.Framework.Interfaces;

namespace Hub.Tests.Faults.Support;

/// <summary>Tests on benches, which are taken down after each; where one failed, its hubs say what they had to complain about.</summary>
public abstract class FaultFixture
{
    private readonly List<FaultBench> benches = [];

    [TearDown]
    public async Task TakeDownBenches()
    {
        foreach (var bench in benches)
        {
            if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
                await bench.TellAsync();
            await bench.DisposeAsync();
        }

        benches.Clear();
    }

    private protected async Task<FaultBench> BenchAsync(int hubs, EmbeddedPostgres? postgres = null, TimeSpan? leaseTime = null)
    {
        var bench = new FaultBench { OwnPostgres = postgres, LeaseTime = leaseTime };
        benches.Add(bench);
        await bench.StartAsync(hubs);
        return bench;
    }
}
