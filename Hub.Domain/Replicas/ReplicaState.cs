namespace Hub.Domain.Replicas;

/// <summary>Whether a replica is there for requests.</summary>
public enum ReplicaState
{
    /// <summary>It comes up; its routes are not in yet.</summary>
    Starting,

    Ready,

    /// <summary>It finishes what it has begun, and goes.</summary>
    Draining,
}
