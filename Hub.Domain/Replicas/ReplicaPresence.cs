using Microsoft.Extensions.Logging;

namespace Hub.Domain.Replicas;

/// <summary>This hub's own row among the replicas: kept alive, kept true, and taken away at the end.</summary>
/// <param name="self">What the row says.</param>
/// <param name="stale">How long after its last sign of life a replica counts as gone.</param>
public sealed class ReplicaPresence(IReplicaStore store, LiveReplica self, TimeSpan stale, TimeProvider clock, ILogger<ReplicaPresence> log) : IDisposable
{
    private readonly SemaphoreSlim writing = new(1);
    private long? steadySince;
    private long lastBeat;
    private IReadOnlyList<LiveReplica> lastSeen = [];

    public Guid Id => self.Id;

    public string Address => self.Address;

    public ReplicaState State => self.State;

    /// <summary>The proxy whose routes it keeps, by the name that all hubs of that proxy have for it.</summary>
    public string Proxy => self.Proxy;

    /// <summary>Whether there are proxies that others feed: what they do to theirs has to be done to ours.</summary>
    public bool OthersFeedAnother => lastSeen.Any(replica => replica.Proxy != self.Proxy);

    /// <summary>Tells what this replica is from now on.</summary>
    public Task BecomeAsync(ReplicaState state, CancellationToken ct)
    {
        self.State = state;
        return WriteAsync(ct);
    }

    /// <summary>One sign of life; and once in a while, a look at who gives none any more.</summary>
    public async Task BeatAsync(bool leads, CancellationToken ct)
    {
        self.Leads = leads;
        await WriteAsync(ct);
        await ReadyAsync(ct);
        // A database that was away makes everybody look dead at once: those who come back get the time to say so.
        if (steadySince is null || clock.GetElapsedTime(steadySince.Value) < stale)
            return;
        foreach (var gone in await store.PruneAsync(stale, ct))
            log.LogWarning("Replica {Replica} at {Address} is gone without a word", gone.Id, gone.Address);
    }

    /// <summary>The replicas that take requests now, this one among them if it does; the oldest first.</summary>
    public async Task<IReadOnlyList<LiveReplica>> ReadyAsync(CancellationToken ct)
    {
        var live = (await store.ListAsync(stale, ct)).Where(replica => replica.Id != Id && replica.State == ReplicaState.Ready);
        return lastSeen = [.. (State == ReplicaState.Ready ? live.Append(self) : live).OrderBy(one => one.Started).ThenBy(one => one.Id)];
    }

    /// <summary>Whether others keep the routes of the same proxy.</summary>
    public async Task<bool> HasCompanyAsync(CancellationToken ct) =>
        (await store.ListAsync(stale, ct)).Any(replica => replica.Id != Id && replica.Proxy == self.Proxy);

    /// <summary>Whether it is for this replica to check the routes of its proxy: one does, of all that have the same.</summary>
    public async Task<bool> ChecksRoutesAsync(CancellationToken ct) =>
        (await ReadyAsync(ct)).FirstOrDefault(replica => replica.Proxy == self.Proxy)?.Id == Id;

    public async Task LeaveAsync(CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            await store.RemoveAsync(Id, ct);
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose() => writing.Dispose();

    private async Task WriteAsync(CancellationToken ct)
    {
        // One after the other, or an older state could be written over a newer one.
        await writing.WaitAsync(ct);
        try
        {
            if (clock.GetElapsedTime(lastBeat) > stale)
                steadySince = null;
            await store.BeatAsync(self, stale, ct);
            lastBeat = clock.GetTimestamp();
            steadySince ??= lastBeat;
        }
        finally
        {
            writing.Release();
        }
    }
}
