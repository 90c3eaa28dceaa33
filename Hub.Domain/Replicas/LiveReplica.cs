namespace Hub.Domain.Replicas;

/// <summary>A hub process as its like and its operators see it.</summary>
public sealed class LiveReplica
{
    public Guid Id { get; set; }

    /// <summary>The machine, as far as its processes can be polled from there.</summary>
    public required string Host { get; set; }

    /// <summary>Where the proxy reaches it, without a path.</summary>
    public required string Address { get; set; }

    /// <summary>Which proxy it keeps the routes of; hubs of one proxy have this in common.</summary>
    public required string Proxy { get; set; }

    public required string Version { get; set; }

    public DateTimeOffset Started { get; set; }

    /// <summary>When it was last heard of, by the database's clock.</summary>
    public DateTimeOffset Heartbeat { get; set; }

    public ReplicaState State { get; set; }

    /// <summary>Whether it does the chores that one does for all.</summary>
    public bool Leads { get; set; }
}
