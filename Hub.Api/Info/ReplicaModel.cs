using Hub.Domain.Replicas;

namespace Hub.Api.Info;

/// <summary>One of the hubs that work together.</summary>
public sealed class ReplicaModel
{
    /// <summary>New with every start.</summary>
    public required Guid Id { get; init; }

    /// <summary>The machine, as far as its processes can be looked after from there.</summary>
    public required string Host { get; init; }

    /// <summary>Where the proxy reaches it.</summary>
    public required string Address { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset Heartbeat { get; init; }

    /// <summary><c>starting</c>, <c>ready</c> or <c>draining</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether it does the chores that one does for all.</summary>
    public required bool Leads { get; init; }

    /// <summary>Whether it is the one that answers.</summary>
    public required bool Answers { get; init; }

    public static ReplicaModel From(LiveReplica replica, Guid self) => new()
    {
        Id = replica.Id,
        Host = replica.Host,
        Address = replica.Address,
        Version = replica.Version,
        Started = replica.Started,
        Heartbeat = replica.Heartbeat,
        State = replica.State.ToString().ToLowerInvariant(),
        Leads = replica.Leads,
        Answers = replica.Id == self,
    };
}
