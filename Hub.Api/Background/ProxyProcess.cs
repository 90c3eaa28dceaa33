namespace Hub.Api.Background;

/// <summary>Keeps the hub's proxy running: starts it or takes it over, starts it again when it ends, and has its routes posted each time.</summary>
/// <param name="settings">What to run, and where.</param>
/// <param name="onProxyUp">Posts all routes. Called after each start; until it succeeds, again and again.</param>
/// <param name="time">The clock of every wait.</param>
/// <param name="log">Gets the proxy's own output too.</param>
public sealed class ProxyProcess(
    ProxyProcessSettings settings, Func<CancellationToken, Task> onProxyUp, TimeProvider time, ILogger<ProxyProcess> log) : IAsyncDisposable
{
    private readonly ProxyOutput _output = new(new ProxyPidFile(settings.PidFile).OutputFile, log);
    private readonly RestartDelay _delay = new();
    private readonly CancellationTokenSource _leaving = new();
    private ProxyLauncher? _launcher;
    private RunningProxy? _proxy;
    private Task _work = Task.CompletedTask;
    private bool _disposed;

    /// <summary>The process that runs now; null while there is none.</summary>
    public ProcessMark? Current => _proxy?.Mark is { IsAlive: true } mark ? mark : null;

    /// <summary>Returns once the proxy is up and its routes are posted; throws <see cref="ProxyStartException"/> when it cannot be started.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _launcher = new ProxyLauncher(settings, _output, time, log);
        _proxy = await _launcher.AdoptOrLaunchAsync(ct);
        var following = _output.FollowAsync(time, _leaving.Token);
        try
        {
            await onProxyUp(ct);
        }
        catch
        {
            _work = following;
            await StopAsync(CancellationToken.None);
            throw;
        }
        _work = Task.WhenAll(following, SuperviseAsync(_launcher, _proxy, _leaving.Token));
    }

    /// <summary>Ends the proxy, or leaves it to the next hub when <see cref="ProxyProcessSettings.CleanupProxy"/> is off.</summary>
    public Task StopAsync(CancellationToken ct) => StopAsync(settings.CleanupProxy, ct);

    /// <param name="endProxy">Whether the proxy ends too.</param>
    /// <param name="ct">Not heeded while the proxy ends.</param>
    public async Task StopAsync(bool endProxy, CancellationToken ct)
    {
        await LeaveAsync();
        if (endProxy)
            await EndProxyAsync();
    }

    /// <summary>Stops looking after the proxy. It runs on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await LeaveAsync();
        _proxy?.Dispose();
        _launcher?.Dispose();
        _leaving.Dispose();
    }

    private async Task SuperviseAsync(ProxyLauncher launcher, RunningProxy proxy, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var ending = await proxy.EndAsync(ct);
        while (true)
        {
            _output.ReadNew();
            log.LogError("The proxy ended ({Ending}), starting it again. Its last lines:\n{Lines}", ending, _output.LastLines);
            _proxy = proxy = await LaunchAgainAsync(launcher, proxy, time.GetElapsedTime(started), ct);
            started = time.GetTimestamp();
            ending = await ServeAsync(proxy, ct);
        }
    }

    private async Task<RunningProxy> LaunchAgainAsync(ProxyLauncher launcher, RunningProxy ended, TimeSpan lived, CancellationToken ct)
    {
        using var _ = ended;
        for (; ; lived = TimeSpan.Zero)
        {
            await Task.Delay(_delay.After(lived), time, ct);
            try
            {
                launcher.CleanUp(ended);
                return await launcher.RelaunchAsync(ct);
            }
            catch (ProxyStartException e)
            {
                log.LogError("{Reason}", e.Message);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // A full disk, say. Whatever it is: without a proxy there is no hub, so there is always another try.
                log.LogError(e, "The proxy could not be started again, trying once more");
            }
        }
    }

    /// <summary>Has the routes posted while the process lives, and returns when it ends.</summary>
    private async Task<string> ServeAsync(RunningProxy proxy, CancellationToken ct)
    {
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var posting = PostRoutesAsync(alive.Token);
        try
        {
            return await proxy.EndAsync(ct);
        }
        finally
        {
            await alive.CancelAsync();
            await posting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PostRoutesAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await onProxyUp(ct);
                log.LogInformation("The proxy is up again, with its routes");
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogError(e, "The routes could not be posted to the new proxy, trying again");
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        }
    }

    private async Task LeaveAsync()
    {
        await _leaving.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
            log.LogDebug("No longer looking after the proxy");
        }
    }

    private async Task EndProxyAsync()
    {
        if (_proxy is null || _launcher is null)
            return;
        log.LogInformation("Ending the proxy, process {Pid}", _proxy.Mark.Pid);
        // Not cut short: a proxy left behind would keep the ports.
        await _proxy.StopAsync(settings.StopTimeout, CancellationToken.None);
        _launcher.CleanUp(_proxy);
    }
}
