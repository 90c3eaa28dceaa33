namespace Hub.Domain.Notices;

/// <summary>What replicas tell each other about. The payload says which row; see each member.</summary>
public enum NoticeTopic
{
    /// <summary>Who may do what changed: <c>user:ID</c>, <c>service:ID</c>, <c>token:ID</c>, <c>session:ID</c>, or <c>all</c>.</summary>
    Access,

    /// <summary>A start has a new progress event: the id of the server.</summary>
    Progress,

    /// <summary>A transition began or ended: the id of the server.</summary>
    Server,

    /// <summary>A pending start is to be cancelled by the replica that runs it: its lease.</summary>
    StopRequest,

    /// <summary>The set of wanted routes changed: empty.</summary>
    Routes,

    /// <summary>A replica has let go of transitions, for another to go on with: empty.</summary>
    Handover,
}
