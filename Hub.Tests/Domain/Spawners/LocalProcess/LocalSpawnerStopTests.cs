using System.Globalization;
using Hub.Domain.Spawners;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

public sealed class LocalSpawnerStopTests
{
    private LocalServers servers = null!;

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [TestCase(false, "interrupted")]
    [TestCase(true, "terminated")]
    public async Task A_stop_asks_first_and_a_stop_at_once_asks_firmly(bool now, string expected)
    {
        var state = await servers.StartAsync(
            "sh", "-c", "trap 'echo interrupted; exit 0' INT; trap 'echo terminated; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));
        await servers.Spawner().StopAsync(state, now, CancellationToken.None);
        LocalServers.Log(state).ShouldBe($"up\n{expected}\n");
    }

    [Test]
    public async Task A_server_that_ignores_every_request_is_killed()
    {
        var impatient = LocalServers.Spawner(servers.Settings with
        {
            InterruptTimeout = TimeSpan.FromMilliseconds(50),
            TermTimeout = TimeSpan.FromMilliseconds(50),
        });
        var state = await servers.StartAsync(impatient, LocalServers.Request("sh", "-c", "trap '' INT TERM; echo up; while :; do sleep 0.05; done"));
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));
        await impatient.StopAsync(state, now: false, CancellationToken.None);
        LocalServers.Runs(LocalServers.Pid(state)).ShouldBeFalse();
    }

    [Test]
    public async Task What_a_server_leaves_behind_in_its_group_ends_with_it()
    {
        var state = await servers.StartAsync("sh", "-c", "sleep 1000 & echo $!; wait");
        await Eventually.True(() => LocalServers.Log(state).Contains('\n'));
        var child = int.Parse(LocalServers.Log(state), CultureInfo.InvariantCulture);
        await servers.Spawner().StopAsync(state, now: true, CancellationToken.None);
        await Eventually.True(() => !LocalServers.Runs(child));
    }

    [Test]
    public async Task A_second_stop_finds_nothing_to_do()
    {
        var state = await servers.StartAsync("sleep", "1000");
        await servers.Spawner().StopAsync(state, now: true, CancellationToken.None);
        await servers.Spawner().StopAsync(state, now: true, CancellationToken.None);
    }

    [Test]
    public async Task A_server_killed_from_outside_is_found_with_its_signal()
    {
        var state = await servers.StartAsync("sh", "-c", "kill -9 $$");
        await Eventually.True(() => !LocalServers.Runs(LocalServers.Pid(state)));
        var poll = await servers.Spawner().PollAsync(state, CancellationToken.None);
        poll.ShouldBe(new PollResult.Stopped("killed by signal 9", -9));
    }

    [TestCase("start_time")]
    [TestCase("boot_id")]
    public async Task A_number_that_another_process_has_now_is_left_alone(string differing)
    {
        var state = await servers.StartAsync("sleep", "1000");
        var old = state.DeepClone().AsObject();
        old[differing] = differing == "start_time" ? (long)state["start_time"]! - 1 : "another start of the machine";

        (await servers.Spawner().PollAsync(old, CancellationToken.None)).ShouldBeOfType<PollResult.Stopped>();
        await servers.Spawner().StopAsync(old, now: true, CancellationToken.None);
        LocalServers.Runs(LocalServers.Pid(state)).ShouldBeTrue();
    }

    [Test]
    public async Task Logs_of_ended_servers_go_after_a_while_and_those_of_running_ones_stay()
    {
        var running = await servers.StartAsync("sleep", "1000");
        var ended = await servers.StartAsync("true");
        await Eventually.True(() => !LocalServers.Runs(LocalServers.Pid(ended)));

        await servers.Spawner().TidyAsync(DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None);
        Directory.Exists((string)ended["folder"]!).ShouldBeTrue();
        await servers.Spawner().TidyAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        Directory.Exists((string)ended["folder"]!).ShouldBeFalse();
        Directory.Exists((string)running["folder"]!).ShouldBeTrue();
    }
}
