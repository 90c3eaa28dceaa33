using Hub.Domain.Routes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>Ends whatever goes on with a server, for administrators: afterwards it is stopped, whatever spawner and proxy say.</summary>
public sealed class ServerReset(IServerStore store, ServerStop stop, LiveServers live, RouteDoubt doubt, Replica replica, ILogger<ServerReset> log)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <returns>What could not be done; empty when all was.</returns>
    public async Task<IReadOnlyList<string>> ResetAsync(Server server, string by, CancellationToken ct)
    {
        if (await store.SeizeAsync(server.Id, replica.Id, replica.LeaseTime, Deadline, ct) is not { } lease)
            return [];
        // The number of the lease has grown: whoever was at it can write no more, here or anywhere.
        live.Find(server.Id)?.Lose();
        var now = await store.FindAsync(server.Id, ct) ?? server;
        var reason = new StopReason($"It was reset by {by}") { Outcome = AttemptOutcome.Stopped, NextStep = "Start it again." };
        IReadOnlyList<string> trouble = [];
        await live.Run(lease, async _ => trouble = await stop.ForceAsync(lease, now, reason, replica.Host)).Completion.WaitAsync(ct);
        // Whoever was at it may have sent something to the proxy that arrives only now.
        doubt.Raise(now.Id, mayComeLate: true);
        log.LogWarning("{Server} was reset by {Admin}", ServerNames.Describe(now.User!.Name, now.Name), by);
        return trouble;
    }
}
