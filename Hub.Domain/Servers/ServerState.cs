namespace Hub.Domain.Servers;

/// <summary>Where a server stands. <see cref="Starting"/> and <see cref="Stopping"/> have an owner, a lease and a deadline.</summary>
public enum ServerState
{
    Stopped,
    Starting,
    Ready,
    Stopping,
}
