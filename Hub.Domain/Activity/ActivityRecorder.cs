namespace Hub.Domain.Activity;

/// <summary>
/// Gathers activity in memory and writes it in one go. What a crash loses is at most the last second of it, which the next
/// activity of the same server makes good.
/// </summary>
public sealed class ActivityRecorder(IActivityStore store)
{
    private readonly Lock gate = new();
    private Dictionary<(ActivityKind Kind, int Id), DateTimeOffset> seen = [];

    public void Seen(ActivityKind kind, int id, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!seen.TryGetValue((kind, id), out var before) || at > before)
                seen[(kind, id)] = at;
        }
    }

    /// <summary>Writes what was gathered; on failure it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        Dictionary<(ActivityKind Kind, int Id), DateTimeOffset> taken;
        lock (gate)
        {
            if (seen.Count == 0)
                return;
            (taken, seen) = (seen, []);
        }

        try
        {
            await store.RecordAsync(new ActivityBatch(Of(ActivityKind.User), Of(ActivityKind.Server), Of(ActivityKind.Token)), ct);
        }
        catch
        {
            foreach (var ((kind, id), at) in taken)
                Seen(kind, id, at);
            throw;
        }

        Dictionary<int, DateTimeOffset> Of(ActivityKind kind) =>
            taken.Where(entry => entry.Key.Kind == kind).ToDictionary(entry => entry.Key.Id, entry => entry.Value);
    }
}
