using Hub.Domain.Audit;

namespace Hub.Domain.Activity;

/// <summary>
/// Gathers activity in memory and writes it in one go. What a crash loses is at most the last second of it, which the next
/// activity of the same server makes good.
/// </summary>
public sealed class ActivityRecorder(IActivityStore store, ActivityOptions options) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private Dictionary<(ActivityKind Kind, int Id), SeenActivity> seen = [];
    private Dictionary<int, AuditOrigin> origins = [];

    /// <summary>Activity that somebody reports: each report counts.</summary>
    public void Seen(ActivityKind kind, int id, DateTimeOffset at) => Add(kind, id, new SeenActivity(at, at));

    /// <summary>Activity that a request is by itself: one that follows another closely is not worth a writing.</summary>
    /// <returns>Whether it is the first since the last writing.</returns>
    public bool Used(ActivityKind kind, int id, DateTimeOffset at) => Add(kind, id, new SeenActivity(at, at - options.ActivityResolution));

    /// <summary>Where a token was used: written down if it turns out to be the token's first use.</summary>
    public void CameFrom(int tokenId, AuditOrigin origin)
    {
        lock (gate)
            origins[tokenId] = origin;
    }

    /// <summary>
    /// Writes what was gathered; on failure it is kept for the next time. One writing follows the other, so that whatever was seen before is
    /// written when this returns, also when somebody else was just at it.
    /// </summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            await WriteAsync(ct);
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose() => writing.Dispose();

    private async Task WriteAsync(CancellationToken ct)
    {
        Dictionary<(ActivityKind Kind, int Id), SeenActivity> taken;
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
                Add(kind, id, at);
            foreach (var (token, origin) in from)
                CameFrom(token, origin);
            throw;
        }

        Dictionary<int, SeenActivity> Of(ActivityKind kind) =>
            taken.Where(entry => entry.Key.Kind == kind).ToDictionary(entry => entry.Key.Id, entry => entry.Value);
    }

    private bool Add(ActivityKind kind, int id, SeenActivity one)
    {
        lock (gate)
        {
            var known = seen.TryGetValue((kind, id), out var before);
            seen[(kind, id)] = known ? before.And(one) : one;
            return !known;
        }
    }
}
