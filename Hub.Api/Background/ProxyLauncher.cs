using System.ComponentModel;
using System.Diagnostics;
using Hub.Domain.Routes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Api.Background;

/// <summary>Makes sure that the hub's proxy runs: takes over the one of an earlier hub, or starts one.</summary>
public sealed class ProxyLauncher(ProxyProcessSettings settings, ProxyOutput output, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AdoptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PortTimeout = TimeSpan.FromSeconds(3);

    private readonly ProxyPidFile _pidFile = new(settings.PidFile);

    private readonly ConfigurableProxy _probe = new(
        new ConfigurableProxySettings(settings.Api) { RetryFor = TimeSpan.Zero, RequestTimeout = TimeSpan.FromSeconds(2) },
        time, NullLogger<ConfigurableProxy>.Instance);

    /// <summary>1. Takes over what runs and fits. 2. Ends what runs and does not. 3. Starts a new one and waits until it listens.</summary>
    public async Task<RunningProxy> AdoptOrLaunchAsync(CancellationToken ct)
    {
        var command = ProxyCommand.For(settings);
        var patience = _pidFile.Exists ? PortTimeout : TimeSpan.Zero;
        if (_pidFile.ReadRunning() is { } earlier)
        {
            var proxy = new RunningProxy(earlier.Process, null, time);
            if (earlier.Fingerprint == command.Fingerprint && await WhyNotUpAsync(proxy, AdoptTimeout, ct) is null)
            {
                output.BeginAtEnd();
                log.LogInformation("Taking over the proxy that runs already, process {Pid}", proxy.Mark.Pid);
                return proxy;
            }
            log.LogWarning("The proxy of an earlier hub, process {Pid}, has another command or token: ending it", proxy.Mark.Pid);
            await proxy.StopAsync(settings.StopTimeout, ct);
        }
        _pidFile.Delete();
        return await LaunchAsync(command, patience, ct);
    }

    /// <summary>Starts a new one in the place of one that has just ended.</summary>
    public Task<RunningProxy> RelaunchAsync(CancellationToken ct) => LaunchAsync(ProxyCommand.For(settings), PortTimeout, ct);

    /// <summary>To be called once it has ended, whoever ended it.</summary>
    public void CleanUp(RunningProxy proxy)
    {
        output.ReadNew();
        // A wrapper may have died and left the real proxy behind, with the ports.
        proxy.Mark.SignalRest(ProcessMark.Kill);
        _pidFile.Delete();
    }

    public void Dispose() => _probe.Dispose();

    private async Task<RunningProxy> LaunchAsync(ProxyCommand command, TimeSpan patience, CancellationToken ct)
    {
        await ProxyPorts.RequireFreeAsync(settings, patience, time, ct);
        output.BeginAnew();
        log.LogInformation("Starting the proxy: {Command}", string.Join(' ', command.Words));
        var proxy = await SpawnAsync(command, ct);
        _pidFile.Write(proxy.Mark, command);
        try
        {
            if (await WhyNotUpAsync(proxy, settings.StartTimeout, ct) is { } reason)
                throw Failed(reason);
            return proxy;
        }
        catch
        {
            await proxy.StopAsync(TimeSpan.Zero, CancellationToken.None);
            CleanUp(proxy);
            proxy.Dispose();
            throw;
        }
    }

    private async Task<RunningProxy> SpawnAsync(ProxyCommand command, CancellationToken ct)
    {
        // A session of its own, so that Ctrl-C in the hub's terminal is not for it; no signal that somebody above chose to ignore;
        // a file for its output. Each step becomes the next one, so the pid stays.
        var start = new ProcessStartInfo("/bin/sh",
            ["-c", $"{(settings.Umask is { } mask ? $"umask {Convert.ToString(mask, 8)}; " : "")}exec env --default-signal setsid \"$@\" </dev/null >>\"$0\" 2>&1", output.Path, .. command.Words]);
        start.Environment["CONFIGPROXY_AUTH_TOKEN"] = settings.Api.AuthToken;
        try
        {
            var child = Process.Start(start) ?? throw new ProxyStartException("The proxy's process could not be made");
            var mark = ProcessMark.Of(child.Id);
            if (mark is not null)
                return new RunningProxy(mark, child, time);
            await child.WaitForExitAsync(ct);
            throw Failed($"it ended at once with exit code {child.ExitCode}");
        }
        catch (Win32Exception e)
        {
            throw new ProxyStartException($"The proxy's process could not be made: {e.Message}", e);
        }
    }

    /// <summary>Null once the public port accepts and the API takes our token; else, when the time is over or the process, the reason.</summary>
    private async Task<string?> WhyNotUpAsync(RunningProxy proxy, TimeSpan timeout, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = proxy.EndAsync(waiting.Token);
        var started = time.GetTimestamp();
        while (true)
        {
            var (reason, final) = await LookAsync(ct);
            if (ended.IsCompleted)
                return $"it ended with {await ended}";
            if (reason is null || final || time.GetElapsedTime(started) > timeout)
            {
                await waiting.CancelAsync();
                return reason;
            }
            await Task.WhenAny(ended, Task.Delay(LookInterval, time, ct));
        }
    }

    /// <summary>Why the proxy is not up, and whether that will stay so.</summary>
    private async Task<(string? Reason, bool Final)> LookAsync(CancellationToken ct)
    {
        if (!await ProxyPorts.AcceptsAsync(settings.Ip, settings.Port, ct))
            return ($"nothing listens on port {settings.Port}", false);
        try
        {
            await _probe.GetAllAsync(ct);
            return (null, true);
        }
        catch (ProxyException e)
        {
            return (e.Message, e.TokenRefused);
        }
    }

    private ProxyStartException Failed(string reason)
    {
        output.ReadNew();
        var lines = output.LastLines;
        return new ProxyStartException($"The proxy (ConfigurableHTTPProxy.command) does not start: {reason}" +
            (lines.Length == 0 ? "; it printed nothing" : $". Its last lines:\n{lines}"));
    }
}
