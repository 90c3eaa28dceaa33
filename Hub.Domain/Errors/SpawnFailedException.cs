namespace Hub.Domain.Errors;

/// <summary>A server could not be started or stopped; the message is for its owner, <see cref="Detail"/> for the log.</summary>
public sealed class SpawnFailedException(string message, Exception? inner = null) : HubException(message, inner)
{
    public SpawnFailure Reason { get; init; }

    /// <summary>What only an operator should read: paths, accounts, errors of the system. Never a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>The message as HTML, where the spawner has more to show than text.</summary>
    public string? HtmlMessage { get; init; }

    /// <summary>The last lines the server wrote, without secrets, where they are known.</summary>
    public string Output { get; init; } = "";

    /// <summary>What its owner can do about it, where that is more than can be told from the reason.</summary>
    public string? NextStep { get; init; }

    /// <summary>As a shell has it, negative for the number of a signal; null when the server did not end or nobody knows.</summary>
    public int? ExitStatus { get; init; }
}

/// <summary>What kind of failure it was; counted apart, because refusals say nothing about the health of the spawner.</summary>
public enum SpawnFailure
{
    /// <summary>Something broke.</summary>
    Error,

    /// <summary>It took longer than allowed.</summary>
    Timeout,

    /// <summary>A rule forbids it; trying again will not help.</summary>
    Policy,
}
