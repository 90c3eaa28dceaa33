namespace Hub.Domain.Servers;

/// <summary>
/// Renews the leases of this replica's transitions, well before they expire. A replica that cannot renew in time gives up
/// its transitions: by then another may have taken them over.
/// </summary>
public sealed class LeaseKeeper(IServerStore store, LiveServers live, Replica replica, TimeProvider clock)
{
    /// <summary>How long a lease holds: the longest time a transition stands still after its replica died.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(4);

    private DateTimeOffset renewed = clock.GetUtcNow();

    public async Task RunOnceAsync(CancellationToken ct)
    {
        var running = live.All.ToArray();
        var asked = clock.GetUtcNow();
        if (running.Length == 0)
        {
            renewed = asked;
            return;
        }

        try
        {
            live.Reconcile(running, await store.RenewLeasesAsync(replica.Id, LeaseTime, ct));
            renewed = asked;
        }
        finally
        {
            if (clock.GetUtcNow() - renewed > LeaseTime)
            {
                foreach (var transition in running)
                    transition.Lose();
            }
        }
    }
}
