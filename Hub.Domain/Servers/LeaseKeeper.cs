namespace Hub.Domain.Servers;

/// <summary>
/// Renews the leases of this replica's transitions, well before they expire. A replica that cannot renew in time gives up
/// its transitions: by then another may have taken them over.
/// </summary>
public sealed class LeaseKeeper(IServerStore store, LiveServers live, Replica replica, TimeProvider clock)
{
    // Not the time of day: that can jump, and a jump is no reason to give anything up.
    private long renewed = clock.GetTimestamp();

    public async Task RunOnceAsync(CancellationToken ct)
    {
        var running = live.All.ToArray();
        var asked = clock.GetTimestamp();
        if (running.Length == 0)
        {
            renewed = asked;
            return;
        }

        // A database that does not answer must not keep us from noticing how late it is.
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(replica.LeaseTime / 2);
        try
        {
            var leases = running.Select(transition => transition.Lease).ToList();
            live.Reconcile(running, await store.RenewLeasesAsync(replica.Id, leases, replica.LeaseTime, bounded.Token));
            renewed = asked;
        }
        finally
        {
            if (clock.GetElapsedTime(renewed) > replica.LeaseTime)
            {
                foreach (var transition in running)
                    transition.Lose();
            }
        }
    }
}
