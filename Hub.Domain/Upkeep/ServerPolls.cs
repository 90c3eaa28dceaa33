using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Looks after running servers: each is polled every <c>poll_interval</c>, by whichever replica takes it.</summary>
public sealed class ServerPolls(
    IServerStore store, ISpawner spawner, ServerLifecycle lifecycle, Replica replica, SpawnerOptions options, ILogger<ServerPolls> log)
{
    private const int AtOnce = 500;

    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (options.PollInterval <= TimeSpan.Zero)
            return;
        while (await store.TakeDuePollsAsync(replica.Host, options.PollInterval, AtOnce, ct) is { Count: > 0 } due)
        {
            foreach (var server in due)
                await PollAsync(server, ct);
        }
    }

    private async Task PollAsync(Server server, CancellationToken ct)
    {
        var name = ServerNames.Describe(server.User!.Name, server.Name);
        switch (await spawner.PollAsync(server.SpawnerState, ct))
        {
            case PollResult.Stopped gone:
                log.LogWarning("Server {Server} has ended: {Reason}", name, gone.Reason);
                await lifecycle.BuryAsync(server, gone.Reason, ct);
                break;
            case PollResult.Unknown unknown:
                log.LogWarning("Whether {Server} still runs cannot be told: {Reason}", name, unknown.Reason);
                break;
        }
    }
}
