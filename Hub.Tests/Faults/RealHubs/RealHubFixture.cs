using Hub.Tests.Faults.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>Tests on one or two hubs that are processes, which live through one fault after the other as long as all goes well.</summary>
[Category("Faults")]
public abstract class RealHubFixture(int hubs)
{
    private ProcessBench? bench;

    private protected ProcessBench Bench => bench!;

    protected bool Alone => hubs == 1;

    [SetUp]
    public async Task StartBench() => bench ??= await StartAsync(hubs);

    [TearDown]
    public async Task DropBrokenBench()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status != NUnit.Framework.Interfaces.TestStatus.Passed)
            await EndBench();
    }

    [OneTimeTearDown]
    public async Task EndBench()
    {
        if (bench is not null)
            await bench.DisposeAsync();
        bench = null;
    }

    private protected virtual Task<ProcessBench> StartAsync(int count) => ProcessBench.StartAsync(count);

    private protected static Dictionary<string, bool> All(bool running, params string[] users) => users.ToDictionary(user => user, _ => running);
}
