namespace Hub.Domain.Servers;

/// <summary>
/// Where a server stands, as its row says. <see cref="Starting"/> and <see cref="Stopping"/> have an owner, a lease and a
/// deadline; <see cref="Queued"/> has a deadline and belongs to nobody yet.
/// </summary>
public enum ServerState
{
    Stopped,
    Queued,
    Starting,
    Ready,
    Stopping,
}
