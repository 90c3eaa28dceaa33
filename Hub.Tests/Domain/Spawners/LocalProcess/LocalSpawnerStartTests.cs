using System.Net;
using System.Net.Sockets;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

public sealed class LocalSpawnerStartTests
{
    private LocalServers servers = null!;

    [SetUp]
    public void Open() => servers = new LocalServers();

    [TearDown]
    public async Task Close() => await servers.DisposeAsync();

    [Test]
    public async Task A_server_is_started_answers_runs_and_is_stopped()
    {
        var spawner = servers.Spawner();
        var journal = new MemoryJournal();
        var python = """
            import http.server, os, urllib.parse
            url = urllib.parse.urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
            http.server.HTTPServer((url.hostname, url.port), http.server.SimpleHTTPRequestHandler).serve_forever()
            """;
        var server = await spawner.StartAsync(LocalServers.Request("/usr/bin/python3", "-c", python), journal, CancellationToken.None);

        using var probe = new ReadinessProbe("6.0.0", TimeProvider.System, NullLogger<ReadinessProbe>.Instance);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await probe.WaitAsync(new Uri(server.Address, "/user/ada/api"), ct => spawner.PollAsync(server.State, ct), patience.Token);
        (await spawner.PollAsync(journal.State(1), CancellationToken.None)).ShouldBeOfType<PollResult.Running>();

        await spawner.StopAsync(journal.State(1), now: false, CancellationToken.None);
        (await spawner.PollAsync(journal.State(1), CancellationToken.None)).ShouldBeOfType<PollResult.Stopped>();
        LocalServers.Runs(LocalServers.Pid(journal.State(1))).ShouldBeFalse();
    }

    [Test]
    public async Task Of_a_state_callers_see_the_process_and_nothing_else()
    {
        ISpawner spawner = servers.Spawner();
        var state = await servers.StartAsync("sleep", "1000");
        state.ShouldContainKey("token_fingerprint");
        spawner.Shown(state).ToJsonString().ShouldBe($$"""{"pid":{{LocalServers.Pid(state)}}}""");
        state.Remove("pid");
        spawner.Shown(state).ToJsonString().ShouldBe("{}");
    }

    [Test]
    public async Task A_server_gets_a_session_default_signals_and_no_descriptors_but_three()
    {
        var state = await servers.StartAsync("sleep", "1000");
        var process = $"/proc/{LocalServers.Pid(state)}";
        await Eventually.True(() => File.ReadAllText(process + "/comm") == "sleep\n");

        var status = File.ReadAllLines(process + "/status");
        status.ShouldContain("SigBlk:\t0000000000000000");
        // 32 and 33 are the C library's own, which every program sets up for itself.
        status.ShouldContain(line => line == "SigIgn:\t0000000000000000" || line == "SigIgn:\t0000000180000000");
        var session = File.ReadAllText(process + "/stat").Split(' ')[5];
        session.ShouldBe($"{LocalServers.Pid(state)}");
        var log = Path.Combine((string)state["folder"]!, "output.log");
        Directory.GetFiles(process + "/fd").Order().Select(link => $"{Path.GetFileName(link)} {new FileInfo(link).LinkTarget}")
            .ShouldBe(["0 /dev/null", $"1 {log}", $"2 {log}"]);
        File.GetUnixFileMode(log).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Test]
    public async Task A_server_lives_in_a_home_of_its_own_and_the_process_list_shows_no_token()
    {
        var request = LocalServers.Request("sh", "-c", "echo $USER,$HOME,$SHELL,$PWD,$JUPYTERHUB_API_TOKEN; sleep 1000; true");
        var state = await servers.StartAsync(servers.Spawner(), request with { UserName = "../b c" });
        await Eventually.True(() => LocalServers.Log(state).Contains('\n'));

        var home = Path.Combine(servers.Folder, "home", "..%2Fb%20c");
        LocalServers.Log(state).ShouldBe($"../b c,{home},/bin/bash,{home},{LocalServers.Token}\n");
        File.ReadAllText($"/proc/{LocalServers.Pid(state)}/cmdline").ShouldNotContain(LocalServers.Token);
    }

    [Test]
    public async Task Variables_whose_names_no_shell_knows_arrive_too()
    {
        var request = LocalServers.Request("/usr/bin/python3", "-c", "import os; print(os.environ['my.setting'], os.environ['PLAIN'], flush=True)");
        var state = await servers.StartAsync(servers.Spawner(), request with
        {
            Environment = request.Environment with
            {
                Overrides = new Dictionary<string, string> { ["my.setting"] = "a = 'b'\nc", ["PLAIN"] = "$x `y`" },
            },
        });
        await Eventually.True(() => LocalServers.Log(state) == "a = 'b'\nc $x `y`\n");
    }

    [Test]
    public async Task A_shell_command_gets_the_command_as_one_argument()
    {
        var spawner = LocalServers.Spawner(servers.Settings with { ShellCommand = ["sh", "-c"] });
        var state = await servers.StartAsync(spawner, LocalServers.Request("echo", "it's", "a  b", "$HOME"));
        await Eventually.True(() => LocalServers.Log(state) == "it's a  b $HOME\n");
    }

    [TestCase("no-such-command")]
    [TestCase("/no/such/command")]
    [TestCase("./relative")]
    [TestCase("/etc/passwd")]
    public async Task A_command_that_cannot_be_run_is_named_before_anything_is_made(string command)
    {
        var journal = new MemoryJournal();
        var failure = await Should.ThrowAsync<SpawnFailedException>(
            () => servers.Spawner().StartAsync(LocalServers.Request(command), journal, CancellationToken.None));
        failure.Message.ShouldContain(command);
        if (!command.Contains('/'))
            failure.Message.ShouldContain("PATH, which is /usr/local/sbin:");
        journal.Count.ShouldBe(0);
    }

    [Test]
    public async Task A_server_that_ends_at_once_is_told_with_status_and_output_but_without_its_token()
    {
        var spawner = servers.Spawner();
        var state = await servers.StartAsync(spawner, LocalServers.Request("sh", "-c", "echo bad module; echo $JUPYTERHUB_API_TOKEN >&2; exit 3"));
        await Eventually.True(() => !LocalServers.Runs(LocalServers.Pid(state)));

        var expected = new PollResult.Stopped("exit status 3", 3, "bad module\n***");
        (await spawner.PollAsync(state, CancellationToken.None)).ShouldBe(expected);
        // Also the second time, and by a hub that has just come up.
        (await servers.Spawner().PollAsync(state, CancellationToken.None)).ShouldBe(expected);
    }

    [Test]
    public async Task A_port_in_use_is_named_before_anything_is_made()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var failure = await Should.ThrowAsync<SpawnFailedException>(() => servers.Spawner().StartAsync(
            LocalServers.Request("true") with { Port = port }, new MemoryJournal(), CancellationToken.None));
        failure.Message.ShouldContain($"Port {port}");
    }

    [Test]
    public async Task An_ip_of_another_machine_is_refused()
    {
        var failure = await Should.ThrowAsync<SpawnFailedException>(() => servers.Spawner().StartAsync(
            LocalServers.Request("true") with { Ip = "192.0.2.1" }, new MemoryJournal(), CancellationToken.None));
        failure.Message.ShouldContain("192.0.2.1");
    }

    [TestCase("A=B", "x")]
    [TestCase("", "x")]
    [TestCase("ZERO", "a\0b")]
    public async Task What_no_process_can_be_given_is_refused(string name, string value)
    {
        var request = LocalServers.Request("true");
        await Should.ThrowAsync<SpawnFailedException>(() => servers.Spawner().StartAsync(
            request with { Environment = request.Environment with { Overrides = new Dictionary<string, string> { [name] = value } } },
            new MemoryJournal(),
            CancellationToken.None));
    }

    [Test]
    public async Task An_environment_too_large_for_the_system_is_told()
    {
        var request = LocalServers.Request("true");
        var failure = await Should.ThrowAsync<SpawnFailedException>(() => servers.Spawner().StartAsync(
            request with
            {
                Environment = request.Environment with { Overrides = new Dictionary<string, string> { ["BIG"] = new('x', 4_000_000) } },
            },
            new MemoryJournal(),
            CancellationToken.None));
        failure.Message.ShouldContain("too large");
    }

    [Test]
    public async Task A_hundred_starts_at_once_get_a_hundred_ports()
    {
        var spawner = servers.Spawner();
        var started = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            var journal = new MemoryJournal();
            var server = await spawner.StartAsync(LocalServers.Request("sleep", "1000"), journal, CancellationToken.None);
            return (server.Address.Port, State: journal.State(1));
        })));
        try
        {
            started.Select(server => server.Port).Distinct().Count().ShouldBe(100);
            ISpawner many = spawner;
            var polls = await many.PollManyAsync(
                started.Select((server, index) => (server, index)).ToDictionary(pair => pair.index, pair => pair.server.State), CancellationToken.None);
            polls.Values.ShouldAllBe(poll => poll is PollResult.Running);
        }
        finally
        {
            await Task.WhenAll(started.Select(server => spawner.StopAsync(server.State, now: true, CancellationToken.None)));
        }
        started.ShouldAllBe(server => !LocalServers.Runs(LocalServers.Pid(server.State)));
    }
}
