using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Hub.Api.SingleUser;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Hub.Tests.Api.SingleUser;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SingleUserServerTests
{
    private readonly StringWriter errors = new();

    [Test]
    public async Task Without_a_hub_it_says_what_it_lacks_and_ends()
    {
        (await SingleUserServer.RunAsync(_ => null, errors, default)).ShouldBe(1);
        errors.ToString().ShouldContain("JUPYTERHUB_API_TOKEN is missing");
        errors.ToString().ShouldContain("started by the hub");
    }

    [Test]
    public async Task It_waits_for_a_hub_that_is_slow_to_come()
    {
        await using var hub = await StartHubAsync();
        hub.Failing = 2;
        using var stop = new CancellationTokenSource();
        var settings = Settings(hub, FreePort.Next()) with { CheckPauses = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)] };
        var run = SingleUserServer.RunAsync(settings, TimeProvider.System, errors, stop.Token);
        using var browser = new FakeBrowser(hub.Url, $"http://127.0.0.1:{settings.Bind.Port}");
        await Eventually.True(async () => (await browser.AskAsync("/user/ada/api")).Status == 200);
        await stop.CancelAsync();
        (await run).ShouldBe(0);
    }

    [Test]
    public async Task It_ends_when_there_is_no_hub()
    {
        await using var hub = await StartHubAsync();
        hub.Failing = int.MaxValue;
        var settings = Settings(hub, FreePort.Next()) with { CheckPauses = [TimeSpan.FromMilliseconds(1)] };
        (await SingleUserServer.RunAsync(settings, TimeProvider.System, errors, default)).ShouldBe(1);
        errors.ToString().ShouldContain("The server cannot start: The hub does not answer as one: 503");
    }

    [Test]
    public async Task It_can_be_stopped_while_it_looks_for_the_hub()
    {
        await using var hub = await StartHubAsync();
        hub.Failing = int.MaxValue;
        using var stop = new CancellationTokenSource();
        var run = SingleUserServer.RunAsync(Settings(hub, FreePort.Next()), TimeProvider.System, errors, stop.Token);
        await Eventually.True(() => hub.Failing < int.MaxValue);
        await stop.CancelAsync();
        (await run).ShouldBe(0);
    }

    [Test]
    public async Task It_ends_when_its_port_is_taken()
    {
        await using var hub = await StartHubAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var settings = Settings(hub, ((IPEndPoint)other.LocalEndpoint).Port);
        (await SingleUserServer.RunAsync(settings, TimeProvider.System, errors, default)).ShouldBe(1);
        errors.ToString().ShouldContain("address already in use");
    }

    [Test]
    public async Task A_hub_of_another_version_or_none_is_no_reason_to_end()
    {
        await using var hub = await StartHubAsync();
        foreach (var version in new[] { "3.1.0", null })
        {
            hub.Version = version;
            using var connection = new HubConnection(Settings(hub, 1));
            var log = new RecordingLogger();
            var check = new HubCheck(Settings(hub, 1), connection, TimeProvider.System, new Forwarding(log));
            await check.RunAsync(default);
            check.HubVersion.ShouldBe(version);
            log.Text.ShouldContain(version is null ? "Warning: The hub does not say" : "Warning: The hub speaks JupyterHub version 3.1.0");
        }
    }

    [Test]
    public async Task It_stops_quickly_with_browsers_still_connected()
    {
        await using var server = await RunningServer.StartAsync();
        var browser = await server.BrowserAsync("ada");
        await browser.OpenAsync("/user/ada/");
        var watch = Stopwatch.StartNew();
        (await server.StopAsync()).ShouldBe(0);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private sealed class Forwarding(ILogger log) : ILogger<HubCheck>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel, eventId, state, exception, formatter);
    }

    private static Task<FakeHub> StartHubAsync() => FakeHub.StartAsync("jupyterhub-user-ada", "/user/ada/oauth_callback", _ => []);

    private static SingleUserSettings Settings(FakeHub hub, int port) => SingleUserEnvironment.Read(
        RunningServer.Variables(hub, "ada", "", "/user/ada/", "127.0.0.1", port).GetValueOrDefault, out _)!;
}
