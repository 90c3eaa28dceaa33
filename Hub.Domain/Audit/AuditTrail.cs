namespace Hub.Domain.Audit;

/// <summary>
/// Takes note of deeds that change no row of their own, such as a refused login: said in the log at once, gathered in memory,
/// and written every second. The queue is bounded; what it has no room for is counted, and the count is written.
/// </summary>
public sealed class AuditTrail(IAuditStore store, AuditLog log, TimeProvider clock)
{
    private const int Room = 10_000;

    // Whoever has not signed in can do as much as they like of it, so only so much a second is kept in the table.
    private const int RoomForAnonymous = 100;

    private readonly Lock gate = new();
    private List<AuditEvent> waiting = [];
    private int anonymous;
    private int lost;

    /// <inheritdoc cref="AuditEvent.Now"/>
    public void Note(
        string kind, string? what, AuditOutcome outcome = AuditOutcome.Done, string? concerns = null, string? detail = null,
        AuditOrigin? origin = null)
    {
        var one = AuditEvent.Now(kind, what, concerns, detail, origin);
        one.Time = clock.GetUtcNow();
        one.Outcome = outcome;
        log.Write([one]);
        lock (gate)
        {
            if (waiting.Count >= Room || (one.Actor == AuditActor.Anonymous && ++anonymous > RoomForAnonymous))
                lost++;
            else
                waiting.Add(one);
        }
    }

    /// <summary>Writes what was gathered; on failure it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        List<AuditEvent> taken;
        int missing;
        lock (gate)
        {
            if (waiting.Count == 0)
                return;
            (taken, waiting) = (waiting, []);
            (missing, lost, anonymous) = (lost, 0, 0);
        }

        try
        {
            await store.AppendAsync(missing == 0 ? taken : [.. taken, Lost(missing)], ct);
        }
        catch
        {
            lock (gate)
            {
                waiting = [.. taken, .. waiting.Take(Room - taken.Count)];
                lost += missing;
            }

            throw;
        }
    }

    private AuditEvent Lost(int count) => new()
    {
        Kind = AuditKinds.EventsLost,
        Time = clock.GetUtcNow(),
        Outcome = AuditOutcome.Failed,
        Detail = $"{count} events came faster than they could be written; the log has them",
    };
}
