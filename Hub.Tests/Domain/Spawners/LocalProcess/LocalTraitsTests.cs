using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Domain.Spawners.LocalProcess;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

/// <summary>Traits that differ for one server, as those of groups and those a user chose do.</summary>
public sealed class LocalTraitsTests
{
    private LocalServers servers = null!;

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [Test]
    public async Task Home_shell_folder_and_umask_are_those_of_the_server()
    {
        var traits = Traits with
        {
            HomeDirTemplate = Path.Combine(servers.Folder, "other", "{username}"),
            ShellCmd = ["sh", "-c"],
            PopenKwargs = Arguments("""{"cwd": "/usr", "umask": 63, "start_new_session": true}"""),
        };
        var state = await StartAsync(traits, "eval", "pwd; echo $HOME; umask; basename $0; sleep 1000");
        await Eventually.True(() => LocalServers.Log(state).Split('\n').Length > 4);
        LocalServers.Log(state).Split('\n').ShouldBe(["/usr", Path.Combine(servers.Folder, "other", "ada"), "0077", "sh", ""]);
    }

    [Test]
    public async Task Groups_are_those_of_the_server_where_the_hub_may_change_them()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("Only root can change groups.");
        var state = await StartAsync(
            Traits with { PopenKwargs = Arguments("""{"group": 4711, "extra_groups": [4712, 4713], "umask": -1}""") }, "sh", "-c", "id -g; id -G; sleep 1000");
        await Eventually.True(() => LocalServers.Log(state).Split('\n').Length > 2);
        LocalServers.Log(state).Split('\n').ShouldBe(["4711", "4711 4712 4713", ""]);
    }

    [Test]
    public async Task A_server_is_ended_with_the_patience_it_was_started_with()
    {
        var patient = Traits with
        {
            InterruptTimeout = TimeSpan.FromSeconds(0.2),
            TermTimeout = TimeSpan.FromSeconds(0.3),
            KillTimeout = TimeSpan.FromSeconds(20),
        };
        var state = await StartAsync(patient, "sh", "-c", "trap 'echo int' INT; trap 'echo term' TERM; echo up; while :; do sleep 0.02; done");
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));
        // The hub's own settings would let it have a minute.
        var hub = servers.Spawner();
        hub.PatienceOf(state).ShouldBe(TimeSpan.FromSeconds(20.5));
        await hub.StopAsync(state, now: false, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(25));
        LocalServers.Log(state).Split('\n').ShouldBe(["up", "int", "term", ""]);
        LocalServers.Runs(LocalServers.Pid(state)).ShouldBeFalse();
    }

    [Test]
    public async Task A_folder_that_is_not_there_fails_the_start() => (await Should.ThrowAsync<SpawnFailedException>(
        () => StartAsync(Traits with { PopenKwargs = Arguments("""{"cwd": "/no/such/folder"}""") }, "true"))).Detail.ShouldNotBeNullOrEmpty();

    [TestCase("""{"preexec_fn": "f"}""", "means nothing without Python")]
    [TestCase("""{"start_new_session": false}""", "servers must outlive the hub")]
    [TestCase("""{"umask": 1000}""", "no such number")]
    [TestCase("""{"group": "-x"}""", "is no group")]
    [TestCase("""{"extra_groups": "users"}""", "is no list of groups")]
    [TestCase("""{"process_group": 12}""", "each server leads a group of its own")]
    [TestCase("""{"env": {"A": "b"}}""", "Spawner.environment")]
    [TestCase("""{"shell": true}""", "Spawner.shell_cmd")]
    [TestCase("""{"user": "ada"}""", "JupyterHub.spawner_class")]
    [TestCase("""{"stdout": 1}""", "a file that outlives the hub")]
    [TestCase("""{"pass_fds": [3]}""", "outlive")]
    [TestCase("""{"cwd": "relative"}""", "absolute path")]
    public void An_argument_that_cannot_be_heeded_is_refused(string arguments, string why) =>
        (Traits with { PopenKwargs = Arguments(arguments) }).Check().Single().Problem.ShouldContain(why);

    [Test]
    public void What_is_always_so_and_what_is_nothing_may_be_said() => (Traits with
    {
        PopenKwargs = Arguments(
            """{"cwd": null, "umask": null, "group": null, "process_group": 0, "close_fds": true, "restore_signals": true, "start_new_session": true}"""),
    }).Check().ShouldBeEmpty();

    [Test]
    public async Task Limits_are_written_into_a_cgroup_of_the_servers_own_which_it_enters_before_it_runs()
    {
        // Not the real tree: only what is written, and when. The other test is for what it does.
        var tree = Directory.CreateDirectory(Path.Combine(servers.Folder, "tree")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "cgroup.subtree_control"), "cpu memory\n");
        var cgroups = ServerCgroups.Find(tree, wanted: true, NullLogger.Instance);
        cgroups.Available.ShouldBeTrue();
        var state = await StartAsync(Limited, cgroups, "sh", "-c", "echo up; sleep 1000");
        var folder = (string)state["cgroup"]!;
        folder.ShouldStartWith(tree + "/jupyterhub-");
        await Eventually.True(() => LocalServers.Log(state).Contains("up"));
        (await File.ReadAllTextAsync(Path.Combine(folder, "memory.max"))).ShouldBe("67108864");
        (await File.ReadAllTextAsync(Path.Combine(folder, "cpu.max"))).ShouldBe("50000 100000");
        (await File.ReadAllTextAsync(Path.Combine(folder, "cgroup.procs"))).ShouldBe("0\n");
        (await StartAsync(Traits, cgroups, "sleep", "1000"))["cgroup"].ShouldBeNull("it has no limits");
    }

    [Test]
    public async Task A_server_that_takes_more_memory_than_it_may_is_killed_and_told_so()
    {
        var cgroups = ServerCgroups.Find("", wanted: true, NullLogger.Instance);
        if (!cgroups.Available)
            throw Peers.Missing("cgroup", "this machine hands no cgroup of version 2 with memory and cpu to these tests");
        var state = await StartAsync(Limited, cgroups, "sh", "-c", "x=a; while :; do x=$x$x; done");
        var spawner = servers.Spawner();
        await Eventually.True(async () => await spawner.PollAsync(state, CancellationToken.None) is PollResult.Stopped, TimeSpan.FromSeconds(60));
        ((PollResult.Stopped)await spawner.PollAsync(state, CancellationToken.None)).Reason.ShouldContain("more memory than it may");
        await new SimpleLocalProcessSpawner(servers.Settings, TimeProvider.System, NullLogger<SimpleLocalProcessSpawner>.Instance, cgroups)
            .StopAsync(state, now: true, CancellationToken.None);
        Directory.Exists((string)state["cgroup"]!).ShouldBeFalse();
    }

    [Test]
    public void A_machine_without_a_cgroup_for_the_hub_is_told_of_once()
    {
        var log = new RecordingLogger();
        var cgroups = ServerCgroups.Find(Path.Combine(servers.Folder, "nothing"), wanted: true, log);
        cgroups.Available.ShouldBeFalse();
        cgroups.FolderOf("x", 1, 1).ShouldBeNull();
        log.Text.ShouldContain("not enforced here");
    }

    private static SpawnerOptions Traits { get; } = new();

    private static SpawnerOptions Limited { get; } = Traits with { MemLimit = 64 << 20, CpuLimit = 0.5 };

    private static Dictionary<string, JsonElement> Arguments(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private Task<JsonObject> StartAsync(SpawnerOptions traits, params string[] command) => StartAsync(traits, null, command);

    private Task<JsonObject> StartAsync(SpawnerOptions traits, ServerCgroups? cgroups, params string[] command) => servers.StartAsync(
        new SimpleLocalProcessSpawner(servers.Settings, TimeProvider.System, NullLogger<SimpleLocalProcessSpawner>.Instance, cgroups),
        LocalServers.Request(command) with
        {
            Traits = traits with { HomeDirTemplate = traits.HomeDirTemplate == Traits.HomeDirTemplate ? servers.Settings.HomeTemplate : traits.HomeDirTemplate },
        });
}
