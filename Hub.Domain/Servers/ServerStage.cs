namespace Hub.Domain.Servers;

/// <summary>Where a server stands, as people see it: a row that is stopped may have failed.</summary>
public enum ServerStage
{
    Stopped,
    Queued,
    Starting,
    Ready,
    Stopping,

    /// <summary>Stopped, and the last start did not get it up.</summary>
    Failed,
}
