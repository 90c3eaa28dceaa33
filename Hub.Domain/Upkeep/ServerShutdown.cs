using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Stops every server, for a hub that goes and takes them along (<c>cleanup_servers</c>).</summary>
public sealed class ServerShutdown(IServerStore store, ServerLifecycle lifecycle, LeaseKeeper leases, ILogger<ServerShutdown> log)
{
    private const int AtOnce = 20;

    public async Task RunAsync(CancellationToken ct)
    {
        var active = await store.ActiveAsync(ct);
        if (active.Count == 0)
            return;
        log.LogInformation("Stopping {Count} servers", active.Count);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(done.Token);
        try
        {
            await Parallel.ForEachAsync(
                active,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
                async (server, token) => await StopAsync(server, token));
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task StopAsync(Server server, CancellationToken ct)
    {
        try
        {
            await lifecycle.StopAsync(server, remove: false, ct);
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // The others must not stay behind for this one.
            log.LogWarning("{Server} could not be stopped: {Reason}", ServerNames.Describe(server.User!.Name, server.Name), failed.Message);
        }
    }

    /// <summary>The chores have ended by now, and stops can take longer than a lease.</summary>
    private async Task RenewAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await NextAsync())
            await leases.RunOnceAsync(CancellationToken.None);

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await timer.WaitForNextTickAsync(ct);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
