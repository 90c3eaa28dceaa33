using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Leaves nothing half done behind a hub that goes: what it is at gets time to end, and the rest goes to another hub at once.</summary>
public sealed class ServerHandover(IServerStore store, LiveServers live, Replica replica, TimeProvider clock, ILogger<ServerHandover> log)
{
    /// <summary>How long a transition may take to let go; a spawner that does not heed its token must not hold the hub.</summary>
    private static readonly TimeSpan LettingGo = TimeSpan.FromSeconds(3);

    public async Task RunAsync(TimeSpan patience, CancellationToken ct)
    {
        await EndAsync(patience, ct);
        var left = live.All.ToArray();
        foreach (var transition in left)
            transition.Lose();
        await EndAsync(LettingGo, ct);
        // Also what this hub began and cannot say how it ended, as after a cut connection.
        if (await store.ReleaseLeasesAsync(replica.Id, ct) is var released and > 0)
            log.LogInformation("{Count} starts and stops are handed over", released);
    }

    private async Task EndAsync(TimeSpan patience, CancellationToken ct)
    {
        var running = Task.WhenAll(live.All.Select(transition => transition.Completion));
        await Task.WhenAny(running, Task.Delay(patience, clock, ct));
    }
}
