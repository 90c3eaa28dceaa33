namespace Hub.Domain.Servers;

/// <summary>One line of the state machine.</summary>
/// <param name="Lease">Who may do it, and what becomes of the lease.</param>
/// <param name="Deadline">By when the new state is left again.</param>
/// <param name="Cancelled">What ends the new state early.</param>
/// <param name="Undo">What is undone when the new state ends badly.</param>
public sealed record ServerTransition(
    ServerEvent Event, IReadOnlyList<ServerState> From, ServerStage To, string Lease, string Deadline, string Cancelled, string Undo)
{
    /// <summary>The state the row gets.</summary>
    public ServerState State => To switch
    {
        ServerStage.Failed or ServerStage.Stopped => ServerState.Stopped,
        ServerStage.Queued => ServerState.Queued,
        ServerStage.Starting => ServerState.Starting,
        ServerStage.Ready => ServerState.Ready,
        _ => ServerState.Stopping,
    };
}
