using Hub.Domain.Routes;

namespace Hub.Api.Background;

/// <summary>Looks at a proxy that somebody else runs, and has the routes posted when it has lost them.</summary>
/// <param name="proxy">One proxy; several are watched by several of these. Its requests should not be retried for long.</param>
/// <param name="onProxyUp">Posts all routes.</param>
/// <param name="interval">How often to look.</param>
/// <param name="time">The clock of every wait.</param>
/// <param name="log">Told when the proxy goes and when it comes back.</param>
public sealed class ExternalProxyWatch(
    IProxy proxy, Func<CancellationToken, Task> onProxyUp, TimeSpan interval, TimeProvider time, ILogger<ExternalProxyWatch> log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Task _work = Task.CompletedTask;
    private bool _wellBefore = true;
    private bool _disposed;

    /// <summary>Posts the routes and begins to watch. A proxy that is away does not stop the hub's start; it gets its routes when it comes.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await LookAsync(mustPost: true, ct);
        _work = WatchAsync(_leaving.Token);
    }

    public async Task StopAsync(CancellationToken ct)
    {
        await _leaving.CancelAsync();
        try
        {
            await _work.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            log.LogDebug("No longer watching the proxy");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await StopAsync(CancellationToken.None);
        _leaving.Dispose();
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(ct))
            await LookAsync(mustPost: false, ct);
    }

    private async Task LookAsync(bool mustPost, CancellationToken ct)
    {
        try
        {
            // A proxy that began anew has lost the hub's own route with all others.
            var routes = await proxy.GetAllAsync(ct);
            if (mustPost || !routes.Any(route => route.Data.Hub))
            {
                await onProxyUp(ct);
                log.LogInformation("The routes are posted to the proxy");
            }
            else if (!_wellBefore)
                log.LogInformation("The proxy answers again and has its routes");
            _wellBefore = true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (_wellBefore)
                log.LogError("The proxy has no routes from this hub until it answers: {Reason}", e.Message);
            _wellBefore = false;
        }
    }
}
