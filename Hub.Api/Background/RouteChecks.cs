using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>Has the proxy's table checked where that is for this hub to do, once at a time.</summary>
public sealed class RouteChecks(ReplicaPresence presence, RouteRound routes, RouteDoubt doubt) : IDisposable
{
    private readonly SemaphoreSlim checking = new(1);

    public async Task RunOnceAsync(CancellationToken ct)
    {
        await checking.WaitAsync(ct);
        try
        {
            if (doubt.Raised.Count > 0 || await presence.ChecksRoutesAsync(ct))
                await routes.RunOnceAsync(ct);
        }
        finally
        {
            checking.Release();
        }
    }

    /// <summary>A proxy that does not answer is not to be asked twice at a time.</summary>
    public Task RunIfDoubtfulAsync(CancellationToken ct) =>
        doubt.Due && checking.CurrentCount > 0 ? RunOnceAsync(ct) : Task.CompletedTask;

    public void Dispose() => checking.Dispose();
}
