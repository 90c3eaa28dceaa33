namespace Hub.Domain.Replicas;

/// <summary>Keeps the rows of the hub processes. Time is the database's.</summary>
public interface IReplicaStore
{
    /// <summary>Says that a replica lives, and how it is; tells the others when that is new, as it is when it was not heard of for too long.</summary>
    Task BeatAsync(LiveReplica replica, TimeSpan stale, CancellationToken ct);

    /// <summary>Those heard of within <paramref name="age"/>, the oldest first.</summary>
    Task<IReadOnlyList<LiveReplica>> ListAsync(TimeSpan age, CancellationToken ct);

    /// <summary>Removes those not heard of for <paramref name="age"/> and tells which; the others are told too.</summary>
    Task<IReadOnlyList<LiveReplica>> PruneAsync(TimeSpan age, CancellationToken ct);

    Task RemoveAsync(Guid id, CancellationToken ct);
}
