namespace Hub.Domain.Servers;

/// <summary>What became of one attempt to run a server.</summary>
public enum AttemptOutcome
{
    /// <summary>It waits, or starts.</summary>
    Pending,

    /// <summary>It became ready and runs.</summary>
    Running,

    /// <summary>It ran, and was stopped on purpose.</summary>
    Stopped,

    /// <summary>It ran, and ended by itself.</summary>
    Died,

    /// <summary>It never became ready.</summary>
    Failed,

    /// <summary>Somebody called it off before it was ready.</summary>
    Cancelled,
}
