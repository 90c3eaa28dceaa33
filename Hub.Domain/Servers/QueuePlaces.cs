namespace Hub.Domain.Servers;

/// <summary>
/// Tells those who wait where they stand. However many followers ask, the order is read once a second.
/// </summary>
public sealed class QueuePlaces(IServerQueue queue, FailureLimit failureLimit, ServerOptions limits, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualStart = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim reading = new(1, 1);
    private Dictionary<int, QueuePlace> places = [];
    private long? read;

    /// <summary>The place of a server; null when it does not wait.</summary>
    public async Task<QueuePlace?> OfAsync(int serverId, CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            if (read is null || clock.GetElapsedTime(read.Value) > FreshFor)
                (places, read) = (await ReadAsync(ct), clock.GetTimestamp());
            return places.GetValueOrDefault(serverId);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private async Task<Dictionary<int, QueuePlace>> ReadAsync(CancellationToken ct)
    {
        var order = await queue.OrderAsync(ct);
        if (order.Count == 0)
            return [];
        TimeSpan? usual = await failureLimit.RefusesAsync(ct) ? null : await queue.UsualStartAsync(ct) ?? UsualStart;
        var atOnce = Math.Max(1, limits.ConcurrentSpawnLimit);
        return order.Select((server, at) => (server, at))
            .ToDictionary(pair => pair.server, pair => new QueuePlace(pair.at + 1, order.Count, usual * (1 + (pair.at / atOnce))));
    }
}
