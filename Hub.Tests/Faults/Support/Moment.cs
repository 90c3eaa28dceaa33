namespace Hub.Tests.Faults.Support;

/// <summary>The transactions in which a server's row goes through a start and a stop; held, each has happened and is not there yet.</summary>
public enum Moment
{
    /// <summary>The start is admitted.</summary>
    Admitted,

    /// <summary>The spawner is about to be asked.</summary>
    SpawnerStart,

    /// <summary>Where the process will be found; it is not there yet.</summary>
    Saved,

    /// <summary>The process, which is there.</summary>
    Started,

    /// <summary>The process listens somewhere, and is waited for from here on.</summary>
    Addressed,

    /// <summary>It has answered; the proxy is about to be told.</summary>
    Routing,

    /// <summary>The start has gone well.</summary>
    Ready,

    /// <summary>The stop begins.</summary>
    StopBegun,

    /// <summary>The process has ended.</summary>
    Stopped,
}
