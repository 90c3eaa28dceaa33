using Hub.Api.Background;
using Hub.Data.Embedded;
using Hub.Tests.Faults.Support;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>The database of real hubs crashes, or stays away for a while, in the middle of starts and stops.</summary>
[TestFixture(1)]
[TestFixture(2)]
[Parallelizable]
public sealed class DatabaseFaultTests(int hubs) : RealHubFixture(hubs)
{
    private string folder = null!;
    private EmbeddedPostgres? postgres;

    private string PidFile => Path.Combine(folder, "postgres", "cluster", "postmaster.pid");

    [OneTimeSetUp]
    public async Task StartDatabase()
    {
        folder = Directory.CreateTempSubdirectory("hub-faults-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await StartPostgresAsync();
    }

    [OneTimeTearDown]
    public async Task StopDatabase()
    {
        // The hubs first, which the base would end after this.
        await EndBench();
        await postgres!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_database_that_crashes_takes_nothing_with_it()
    {
        var scene = await BeginAsync("c");
        ProcessMark.Of(int.Parse((await File.ReadAllLinesAsync(PidFile))[0]))!.Signal(ProcessMark.Kill);
        await EndAsync(scene);
    }

    [Test]
    public async Task A_database_that_is_away_for_ten_seconds_takes_nothing_with_it()
    {
        var scene = await BeginAsync("a");
        await postgres!.DisposeAsync();
        foreach (var hub in Bench.Live)
            await Eventually.True(async () => (await hub.Rest.PostAsync("users/nobody")).Status == 503, ProcessBench.Patience);
        (await Bench.Live[^1].Rest.DeleteAsync($"users/{scene.Running}/server")).ShouldBeStatus(503);
        await Task.Delay(TimeSpan.FromSeconds(10));
        await StartPostgresAsync();
        await EndAsync(scene);
    }

    private protected override Task<ProcessBench> StartAsync(int count) => ProcessBench.StartAsync(count, postgres);

    /// <summary>One server runs, one is being started, and one stopped.</summary>
    private async Task<(string Running, string Starting, string Stopping)> BeginAsync(string prefix)
    {
        var (running, starting, stopping) = ($"{prefix}run", $"{prefix}start", $"{prefix}stop");
        await Bench.AddUsersAsync(running, starting, stopping);
        Bench.Home.Tell(stopping, "deaf");
        Bench.Home.Tell(starting, "wait");
        await Bench.StartServersAsync(running, stopping);
        (await Bench.Live[0].Rest.PostAsync($"users/{starting}/server")).ShouldBeStatus(202);
        (await Bench.Live[^1].Rest.DeleteAsync($"users/{stopping}/server")).ShouldBeStatus(202);
        await Eventually.True(() => Bench.Scene.ProcessesOf(starting).Count == 1, ProcessBench.Patience);
        return (running, starting, stopping);
    }

    private async Task EndAsync((string Running, string Starting, string Stopping) scene)
    {
        Bench.Home.Untell(scene.Starting, "wait");
        await Eventually.True(async () => (await Bench.Live[0].Rest.GetAsync("users")).Status == 200, ProcessBench.Patience);
        await Agreement.HoldsAsync(Bench.Scene, new Dictionary<string, bool> { [scene.Running] = true, [scene.Stopping] = false });
        // What was starting may have been undone; then it can be started.
        await Eventually.True(
            async () => (await Bench.Live[^1].Rest.PostAsync($"users/{scene.Starting}/server")).Status is 201 or 202 or 400, ProcessBench.Patience);
        await Bench.ReadyAsync(scene.Starting);
        await Agreement.HoldsAsync(Bench.Scene, All(true, scene.Running, scene.Starting));
    }

    private async Task StartPostgresAsync() => postgres = await EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresSettings { DataFolder = folder, ServerSettings = TestPostgres.KeepingItsWord }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
}
