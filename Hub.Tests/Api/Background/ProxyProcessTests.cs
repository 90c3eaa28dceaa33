using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hub.Api.Background;
using Hub.Domain.Routes;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Api.Background;

/// <summary>The supervisor with real processes.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProxyProcessTests
{
    private readonly List<ProxyProcess> _supervisors = [];
    private readonly RecordingLogger _log = new();
    private DirectoryInfo _folder = null!;
    private ProxyProcessSettings _settings = null!;
    private int _posted;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("hub-proxy-");
        _posted = 0;
        _settings = new ProxyProcessSettings
        {
            Ip = "127.0.0.1",
            Port = FreePort.Next(),
            Api = new ProxyEndpoint(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "token-of-the-tests"),
            ErrorTarget = "http://127.0.0.1:1/hub/error",
            PidFile = Path.Combine(_folder.FullName, "jupyterhub-proxy.pid"),
        };
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        // All are let go before a process is ended, or one of them would start it again.
        foreach (var supervisor in _supervisors)
            await supervisor.DisposeAsync();
        foreach (var supervisor in _supervisors)
            supervisor.Current?.Signal(ProcessMark.Kill);
        _supervisors.Clear();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_killed_proxy_is_back_with_its_routes_within_three_seconds()
    {
        var watch = Stopwatch.StartNew();
        var supervisor = await StartAsync(RealCommand());
        var soon = Soon(watch.Elapsed);
        _posted.ShouldBe(1);
        watch.Restart();
        var before = supervisor.Current!;
        before.Signal(ProcessMark.Kill);
        await Eventually.True(() => _posted == 2);
        watch.Elapsed.ShouldBeLessThan(soon);
        supervisor.Current.ShouldNotBeNull().ShouldNotBe(before);
        (await ApiAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_proxy_that_a_killed_hub_left_behind_is_taken_over()
    {
        var watch = Stopwatch.StartNew();
        var first = await StartAsync(RealCommand());
        var soon = Soon(watch.Elapsed);
        var process = first.Current;
        await first.DisposeAsync();

        var second = await StartAsync(RealCommand());
        second.Current.ShouldBe(process);
        _posted.ShouldBe(2);

        watch.Restart();
        process!.Signal(ProcessMark.Kill);
        await Eventually.True(() => _posted == 3);
        watch.Elapsed.ShouldBeLessThan(soon);
        second.Current.ShouldNotBeNull().ShouldNotBe(process);
    }

    [Test]
    public async Task A_proxy_left_behind_with_another_token_is_replaced()
    {
        var first = await StartAsync(RealCommand());
        var process = first.Current!;
        await first.DisposeAsync();
        _settings = _settings with { Api = _settings.Api with { AuthToken = "token-of-another-hub" } };

        var second = await StartAsync(RealCommand());
        process.IsAlive.ShouldBeFalse();
        second.Current.ShouldNotBeNull().ShouldNotBe(process);
    }

    [Test]
    public async Task A_stop_ends_the_proxy_and_what_it_wrote()
    {
        var supervisor = await StartAsync(RealCommand());
        var process = supervisor.Current!;
        await supervisor.StopAsync(default);
        process.IsAlive.ShouldBeFalse();
        File.Exists(_settings.PidFile).ShouldBeFalse();
        await Eventually.True(() => !RealProxy.Accepts(_settings.Port));
        _posted.ShouldBe(1);
    }

    [Test]
    public async Task Without_cleanup_proxy_a_stop_leaves_it_running()
    {
        _settings = _settings with { CleanupProxy = false };
        var supervisor = await StartAsync(RealCommand());
        await supervisor.StopAsync(default);
        supervisor.Current.ShouldNotBeNull();
        RealProxy.Accepts(_settings.Port).ShouldBeTrue();
    }

    [Test]
    public async Task The_proxy_has_a_session_of_its_own_all_signals_and_no_token_in_its_command()
    {
        var pid = (await StartAsync(RealCommand())).Current!.Pid;
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
        stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3].ShouldBe($"{pid}");
        (await File.ReadAllTextAsync($"/proc/{pid}/cmdline")).ShouldNotContain(_settings.Api.AuthToken);
        new FileInfo($"/proc/{pid}/fd/1").ResolveLinkTarget(true)!.FullName.ShouldBe(Path.ChangeExtension(_settings.PidFile, ".log"));
        await Eventually.True(() => _log.Text.Contains("[ConfigProxy]", StringComparison.Ordinal));
        _log.Text.ShouldNotContain(_settings.Api.AuthToken);
    }

    [Test]
    public async Task Routes_that_cannot_be_posted_at_once_are_posted_later()
    {
        var supervisor = Supervisor(RealCommand(), _ => Interlocked.Increment(ref _posted) == 2
            ? Task.FromException(new ProxyException("not now"))
            : Task.CompletedTask);
        await supervisor.StartAsync(default);
        supervisor.Current!.Signal(ProcessMark.Kill);
        await Eventually.True(() => _posted == 3);
    }

    [Test]
    public async Task A_taken_public_port_names_the_key_to_change()
    {
        using var other = new TcpListener(IPAddress.Loopback, _settings.Port);
        other.Start();
        var error = await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sleep", "60"]));
        error.Message.ShouldContain($"port {_settings.Port}");
        error.Message.ShouldContain("JupyterHub.port");
    }

    [Test]
    public async Task A_taken_api_port_names_the_key_to_change()
    {
        using var other = new TcpListener(IPAddress.Loopback, _settings.Api.ApiUrl.Port);
        other.Start();
        var error = await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sleep", "60"]));
        error.Message.ShouldContain($"port {_settings.Api.ApiUrl.Port}");
        error.Message.ShouldContain("ConfigurableHTTPProxy.api_url");
    }

    [Test]
    public async Task A_command_that_fails_is_quoted_with_what_it_printed()
    {
        var error = await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sh", "-c", "echo out of order; echo sorry >&2; exit 3"]));
        error.Message.ShouldContain("exit code 3");
        error.Message.ShouldContain("out of order\nsorry");
        File.Exists(_settings.PidFile).ShouldBeFalse();
    }

    [Test]
    public async Task No_signal_is_ignored_on_behalf_of_the_proxy()
    {
        var error = await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sh", "-c", "grep SigIgn /proc/self/status"]));
        error.Message.ShouldContain("SigIgn:\t0000000000000000");
    }

    [Test]
    public async Task Routes_that_cannot_be_posted_stop_the_start_and_the_proxy()
    {
        var supervisor = Supervisor(RealCommand(), _ => Task.FromException(new ProxyException("not at all")));
        (await Should.ThrowAsync<ProxyException>(() => supervisor.StartAsync(default))).Message.ShouldBe("not at all");
        await Eventually.True(() => !RealProxy.Accepts(_settings.Port));
    }

    [Test]
    public async Task A_command_that_never_listens_is_ended_and_said_so()
    {
        _settings = _settings with { StartTimeout = TimeSpan.FromMilliseconds(300) };
        var error = await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sh", "-c", "echo here; sleep 60"]));
        error.Message.ShouldContain($"nothing listens on port {_settings.Port}");
        error.Message.ShouldContain("here");
    }

    [Test]
    public async Task A_program_that_does_not_exist_names_the_key() =>
        (await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["no-such-proxy"]))).Message
            .ShouldContain("ConfigurableHTTPProxy.command: there is no program 'no-such-proxy'");

    [Test]
    public async Task A_process_that_only_has_the_pid_of_an_earlier_proxy_is_left_alone()
    {
        using var bystander = Process.Start("sleep", "60");
        try
        {
            await File.WriteAllTextAsync(_settings.PidFile, $"{bystander.Id}\nanother start\n0123\n");
            await Should.ThrowAsync<ProxyStartException>(() => StartAsync(["sh", "-c", "exit 1"]));
            bystander.HasExited.ShouldBeFalse();
        }
        finally
        {
            bystander.Kill();
        }
    }

    // Three seconds, or more where a start alone took that long.
    private static TimeSpan Soon(TimeSpan start) => TimeSpan.FromSeconds(Math.Max(3, 3 * start.TotalSeconds));

    private static string[] RealCommand() => [Peers.ConfigurableHttpProxy()];

    private ProxyProcess Supervisor(IReadOnlyList<string> command, Func<CancellationToken, Task> onProxyUp)
    {
        var supervisor = new ProxyProcess(_settings with { Command = command }, onProxyUp, TimeProvider.System, new Logger<ProxyProcess>(new OneLogger(_log)));
        _supervisors.Add(supervisor);
        return supervisor;
    }

    private async Task<ProxyProcess> StartAsync(IReadOnlyList<string> command)
    {
        var supervisor = Supervisor(command, _ =>
        {
            Interlocked.Increment(ref _posted);
            return Task.CompletedTask;
        });
        await supervisor.StartAsync(default);
        return supervisor;
    }

    private async Task<IReadOnlyList<Route>> ApiAsync()
    {
        using var proxy = new ConfigurableProxy(new ConfigurableProxySettings(_settings.Api), TimeProvider.System, NullLogger<ConfigurableProxy>.Instance);
        return await proxy.GetAllAsync(default);
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
