using System.Diagnostics;
using Hub.Domain.Metrics;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Looks after running servers: each is polled every <c>poll_interval</c>, by whichever replica takes it.</summary>
public sealed class ServerPolls(
    IServerStore store, ISpawner spawner, ServerLifecycle lifecycle, Replica replica, SpawnerOptions options, HubMetrics metrics,
    ILogger<ServerPolls> log)
{
    private const int AtOnce = 500;
    private bool looked;

    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (options.PollInterval <= TimeSpan.Zero)
            return;
        var began = Stopwatch.GetTimestamp();
        await PollDueAsync(ct);
        if (!looked)
            metrics.FirstLookTaken(Stopwatch.GetElapsedTime(began));
        looked = true;
    }

    private async Task PollDueAsync(CancellationToken ct)
    {
        while (await store.TakeDuePollsAsync(replica.Host, options.PollInterval, AtOnce, ct) is { Count: > 0 } due)
        {
            var began = Stopwatch.GetTimestamp();
            var found = await spawner.PollManyAsync(due.ToDictionary(server => server.Id, server => server.SpawnerState), ct);
            Measure(found.Values, Stopwatch.GetElapsedTime(began));
            foreach (var server in due)
                await HeedAsync(server, found[server.Id], ct);
        }
    }

    private void Measure(IEnumerable<PollResult> found, TimeSpan took)
    {
        foreach (var result in found)
            metrics.Polled(result is PollResult.Running ? "running" : result is PollResult.Stopped ? "stopped" : "error", took);
    }

    private async Task HeedAsync(Server server, PollResult found, CancellationToken ct)
    {
        var name = ServerNames.Describe(server.User!.Name, server.Name);
        switch (found)
        {
            case PollResult.Stopped gone:
                log.LogWarning("Server {Server} has ended: {Reason}", name, gone.Reason);
                await lifecycle.BuryAsync(server, gone, ct);
                break;
            case PollResult.Unknown unknown:
                log.LogWarning("Whether {Server} still runs cannot be told: {Reason}", name, unknown.Reason);
                break;
        }
    }
}
