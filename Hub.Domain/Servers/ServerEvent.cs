namespace Hub.Domain.Servers;

/// <summary>What can happen to a server.</summary>
public enum ServerEvent
{
    /// <summary>A start finds a place under the limits.</summary>
    StartAdmitted,

    /// <summary>A start has to wait for a place.</summary>
    StartQueued,

    /// <summary>Its turn in the queue has come.</summary>
    QueueLeft,

    /// <summary>A start is called off, or its time is over, while it waits for a place.</summary>
    QueueEnded,

    /// <summary>The server answers and has its route.</summary>
    StartFinished,

    /// <summary>A start goes wrong, is cancelled, or reaches its deadline.</summary>
    StartUndone,

    /// <summary>Somebody stops a server.</summary>
    StopAsked,

    /// <summary>A poll finds the server gone.</summary>
    FoundDead,

    /// <summary>Route, process and credentials are gone.</summary>
    StopFinished,

    /// <summary>An administrator ends whatever it is that goes on.</summary>
    Reset,
}
