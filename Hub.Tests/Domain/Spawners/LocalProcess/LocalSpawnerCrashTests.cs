using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Domain.Spawners;
using Hub.Tests.Support;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

/// <summary>What a hub finds that comes up after another was killed.</summary>
public sealed class LocalSpawnerCrashTests
{
    private LocalServers servers = null!;

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [Test]
    public async Task A_server_is_found_and_stopped_by_another_hub_from_its_saved_state()
    {
        var state = await servers.StartAsync("sleep", "1000");
        var next = servers.Spawner();
        (await next.PollAsync(state, CancellationToken.None)).ShouldBeOfType<PollResult.Running>();
        await next.StopAsync(state, now: true, CancellationToken.None);
        LocalServers.Runs(LocalServers.Pid(state)).ShouldBeFalse();
    }

    [Test]
    public async Task A_hub_killed_after_the_process_came_and_before_it_was_saved_leaves_it_to_be_found()
    {
        var journal = new MemoryJournal();
        var server = await servers.Spawner().StartAsync(LocalServers.Request("sleep", "1000"), journal, CancellationToken.None);
        var first = OfDeadHub(journal.State(0));
        first.ShouldNotContainKey("pid");
        await Eventually.True(() => File.Exists(Path.Combine((string)first["folder"]!, "process")));

        (await servers.Spawner().PollAsync(first, CancellationToken.None)).ShouldBeOfType<PollResult.Running>();
        await servers.Spawner().StopAsync(first, now: true, CancellationToken.None);
        LocalServers.Runs(LocalServers.Pid(server.State)).ShouldBeFalse();
    }

    [Test]
    public async Task A_hub_killed_before_the_process_came_leaves_nothing_and_nothing_comes_later()
    {
        var request = LocalServers.Request("touch", Path.Combine(servers.Folder, "ran"));
        var journal = new MemoryJournal { FailAt = 1 };
        await Should.ThrowAsync<IOException>(() => servers.Spawner().StartAsync(
            request with { Attempt = Guid.NewGuid() }, journal, CancellationToken.None));
        var first = OfDeadHub(journal.State(0));
        first["folder"] = Path.Combine(servers.Settings.DataFolder, "servers", request.Attempt.ToString("N"));

        (await servers.Spawner().PollAsync(first, CancellationToken.None)).ShouldBe(new PollResult.Stopped("its start was interrupted"));

        // The hub was not dead but only slow: the process it makes now sees that it is not wanted any more.
        await Eventually.True(() => File.Exists(Path.Combine(servers.Folder, "ran")));
        File.Delete(Path.Combine(servers.Folder, "ran"));
        var late = await servers.StartAsync(servers.Spawner(), request);
        await Eventually.True(() => !LocalServers.Runs(LocalServers.Pid(late)));
        File.Exists(Path.Combine(servers.Folder, "ran")).ShouldBeFalse();
        (await servers.Spawner().PollAsync(late, CancellationToken.None)).ShouldBeOfType<PollResult.Stopped>().ExitStatus.ShouldBe(125);
    }

    [Test]
    public async Task While_its_hub_lives_a_start_without_a_process_is_not_taken_for_stopped()
    {
        var journal = new MemoryJournal();
        await servers.Spawner().StartAsync(LocalServers.Request("true"), journal, CancellationToken.None);
        var first = journal.State(0);
        first["folder"] = Path.Combine(servers.Folder, "not-yet");

        (await servers.Spawner().PollAsync(first, CancellationToken.None)).ShouldBeOfType<PollResult.Unknown>();
        await servers.Spawner().StopAsync(first, now: false, CancellationToken.None);
        (await servers.Spawner().PollAsync(first, CancellationToken.None)).ShouldBeOfType<PollResult.Stopped>();
    }

    [Test]
    public async Task A_state_that_cannot_be_saved_leaves_what_was_started_to_whoever_has_the_server()
    {
        var request = LocalServers.Request("sh", "-c", "echo $$; exec sleep 1000");
        var journal = new MemoryJournal { FailAt = 1 };
        await Should.ThrowAsync<IOException>(() => servers.Spawner().StartAsync(request, journal, CancellationToken.None));
        var first = journal.State(0);
        await Eventually.True(async () => await servers.Spawner().PollAsync(first, CancellationToken.None) is PollResult.Running);
        await servers.Spawner().StopAsync(first, now: true, CancellationToken.None);
        (await servers.Spawner().PollAsync(first, CancellationToken.None)).ShouldBeOfType<PollResult.Stopped>();
    }

    [Test]
    public async Task A_server_that_is_nobodys_child_any_more_is_found_and_ended_with_its_group()
    {
        var state = (await OrphanAsync("sleep 1000 & echo $!; exec sleep 1000")).State;
        await Eventually.True(() => LocalServers.Log(state).Contains('\n'));
        var child = int.Parse(LocalServers.Log(state), CultureInfo.InvariantCulture);

        (await servers.Spawner().PollAsync(state, CancellationToken.None)).ShouldBeOfType<PollResult.Running>();
        await servers.Spawner().StopAsync(state, now: true, CancellationToken.None);
        var poll = await servers.Spawner().PollAsync(state, CancellationToken.None);
        poll.ShouldBeOfType<PollResult.Stopped>().ExitStatus.ShouldBeNull();
        await Eventually.True(() => !LocalServers.Runs(child));
    }

    [Test]
    public async Task A_group_whose_server_died_long_ago_is_ended_as_far_as_it_writes_to_the_servers_log()
    {
        var (state, pid) = await OrphanAsync("sleep 1000 & echo $!; sleep 1000 >/dev/null 2>&1 & echo $!; exit 0");
        await Eventually.True(() => LocalServers.Log(state).Count(letter => letter == '\n') == 2 && !Directory.Exists($"/proc/{pid}"));
        var children = LocalServers.Log(state).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        try
        {
            await servers.Spawner().StopAsync(state, now: true, CancellationToken.None);
            await Eventually.True(() => !LocalServers.Runs(children[0]));
            LocalServers.Runs(children[1]).ShouldBeTrue();
        }
        finally
        {
            if (LocalServers.Runs(children[1]))
                Process.GetProcessById(children[1]).Kill();
        }
    }

    [TestCase("{}", typeof(PollResult.Stopped))]
    [TestCase("""{"pid": "many"}""", typeof(PollResult.Unknown))]
    [TestCase("""{"pid": 1}""", typeof(PollResult.Unknown))]
    public async Task A_state_of_another_kind_is_only_stopped_when_it_names_no_process(string state, Type expected) =>
        (await servers.Spawner().PollAsync(JsonNode.Parse(state)!.AsObject(), CancellationToken.None)).ShouldBeOfType(expected);

    private static JsonObject OfDeadHub(JsonObject state)
    {
        state["starter_start_time"] = (long)state["starter_start_time"]! - 1;
        return state;
    }

    /// <summary>A server whose hub is dead: its parent is not this process but one that reaps it, as init does.</summary>
    private async Task<(JsonObject State, int Pid)> OrphanAsync(string script)
    {
        var journal = new MemoryJournal();
        var example = await servers.Spawner().StartAsync(LocalServers.Request("true"), journal, CancellationToken.None);
        var folder = Directory.CreateDirectory(Path.Combine(servers.Folder, Guid.NewGuid().ToString("N"))).FullName;
        var server = $"read -r self </proc/$$/stat; echo \"$self\" >{folder}/process.new; mv {folder}/process.new {folder}/process; {script}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", "setsid sh -c \"$0\" </dev/null >\"$1\" 2>&1 & wait", server, $"{folder}/output.log"]);
        Process.Start(start)!.Dispose();
        await Eventually.True(() => File.Exists($"{folder}/process"));

        var state = OfDeadHub(journal.State(0));
        state["folder"] = folder;
        var line = await File.ReadAllTextAsync($"{folder}/process");
        return (state, int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
