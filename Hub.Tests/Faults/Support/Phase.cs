namespace Hub.Tests.Faults.Support;

/// <summary>The moments of a start and of a stop at which something can go wrong.</summary>
public enum Phase
{
    /// <summary>The spawner was asked and has written nothing down yet.</summary>
    Accepted,

    /// <summary>Where the process will be found is written down; it is not there yet.</summary>
    Saved,

    /// <summary>The process is there; its address is not written down yet.</summary>
    Started,

    /// <summary>The process is asked whether it answers.</summary>
    Answering,

    /// <summary>The proxy is given the route.</summary>
    Routing,

    /// <summary>The proxy is to drop the route.</summary>
    Unrouting,

    /// <summary>The process is to end.</summary>
    Ending,

    /// <summary>The process has ended; the row does not say so yet.</summary>
    Ended,
}
