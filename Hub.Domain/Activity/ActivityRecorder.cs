using Hub.Domain.Audit;

namespace Hub.Domain.Activity;

/// <summary>
/// Gathers activity in memory and writes it in one go. What a crash loses is at most the last second of it, which the next
/// activity of the same server makes good.
/// </summary>
public sealed class ActivityRecorder(IActivityStore store)
{
    private readonly Lock gate = new();
    private Dictionary<(ActivityKind Kind, int Id), DateTimeOffset> seen = [];
    private Dictionary<int, AuditOrigin> origins = [];

    /// <returns>Whether it is the first since the last writing.</returns>
    public bool Seen(ActivityKind kind, int id, DateTimeOffset at)
    {
        lock (gate)
        {
            var known = seen.TryGetValue((kind, id), out var before);
            if (!known || at > before)
                seen[(kind, id)] = at;
            return !known;
        }
    }

    /// <summary>Where a token was used: written down if it turns out to be the token's first use.</summary>
    public void CameFrom(int tokenId, AuditOrigin origin)
    {
        lock (gate)
            origins[tokenId] = origin;
    }

    /// <summary>Writes what was gathered; on failure it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        Dictionary<(ActivityKind Kind, int Id), DateTimeOffset> taken;
        Dictionary<int, AuditOrigin> from;
        lock (gate)
        {
            if (seen.Count == 0)
                return;
            (taken, seen) = (seen, []);
            (from, origins) = (origins, []);
        }

        try
        {
            await store.RecordAsync(new ActivityBatch(Of(ActivityKind.User), Of(ActivityKind.Server), Of(ActivityKind.Token)) { Origins = from }, ct);
        }
        catch
        {
            foreach (var ((kind, id), at) in taken)
                Seen(kind, id, at);
            foreach (var (token, origin) in from)
                CameFrom(token, origin);
            throw;
        }

        Dictionary<int, DateTimeOffset> Of(ActivityKind kind) =>
            taken.Where(entry => entry.Key.Kind == kind).ToDictionary(entry => entry.Key.Id, entry => entry.Value);
    }
}
