using System.Globalization;
using Hub.Tests.Faults.Support;
using Hub.Tests.Support;

namespace Hub.Tests.Faults.RealHubs;

/// <summary>The time of day of a hub's machine jumps, ahead or back; that of the others and of the database does not.</summary>
[TestFixture(1, 7200)]
[TestFixture(2, -7200)]
[Parallelizable]
public sealed class ClockFaultTests(int hubs, int seconds) : RealHubFixture(hubs)
{
    private static readonly string[] Places = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

    private protected override Task<ProcessBench> StartAsync(int count) => ProcessBench.StartAsync(
        count,
        null,
        null,
        ("LD_PRELOAD", Peers.Need("faketime", Places)),
        // Time spans are measured with a clock that does not jump, as on a real machine.
        ("DONT_FAKE_MONOTONIC", "1"),
        ("FAKETIME_TIMESTAMP_FILE", file),
        // The file is read once a second.
        ("FAKETIME_CACHE_DURATION", "1"));

    private string file = null!;

    [OneTimeSetUp]
    public void WriteTime()
    {
        file = Path.Combine(Path.GetTempPath(), $"hub-clock-{Guid.NewGuid():n}");
        JumpBy(0);
    }

    [OneTimeTearDown]
    public void DeleteTime() => File.Delete(file);

    [Test]
    public async Task A_clock_that_jumps_ends_no_start()
    {
        var (starting, running) = ("start", "run");
        await Bench.AddUsersAsync(starting, running);
        await Bench.StartServersAsync(running);
        Bench.Home.Tell(starting, "wait");
        (await Bench.Live[0].Rest.PostAsync($"users/{starting}/server")).ShouldBeStatus(202);

        JumpBy(seconds);
        await SaysTimeAsync(seconds);
        var beat = await BeatAsync();
        await Eventually.True(async () => await BeatAsync() > beat.AddSeconds(5), ProcessBench.Patience);
        Bench.Home.Untell(starting, "wait");

        await Agreement.HoldsAsync(Bench.Scene, All(true, starting, running));
        JumpBy(0);
        (await Bench.Live[0].Rest.DeleteAsync($"users/{running}/server")).Status.ShouldBeOneOf(202, 204);
        await Agreement.HoldsAsync(Bench.Scene, new Dictionary<string, bool> { [starting] = true, [running] = false });
    }

    private void JumpBy(int seconds)
    {
        // At once in place, or the hub would read half of it.
        File.WriteAllText(file + ".new", seconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>The hub believes it.</summary>
    private async Task SaysTimeAsync(int seconds)
    {
        using var http = new HttpClient();
        await Eventually.True(async () =>
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{Bench.Live[0].Place.HubPort}/hub/health");
            return Math.Abs((answer.Headers.Date!.Value - DateTimeOffset.UtcNow).TotalSeconds - seconds) < 60;
        }, ProcessBench.Patience);
    }

    /// <summary>The last sign of life, by the database's clock.</summary>
    private async Task<DateTime> BeatAsync() =>
        (await Bench.Live[^1].Rest.GetAsync("info")).Json["replicas"]!.AsArray().Max(replica => (DateTime)replica!["heartbeat"]!);
}
