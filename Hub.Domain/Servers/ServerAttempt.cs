using System.Text.Json.Nodes;
using Hub.Domain.Errors;

namespace Hub.Domain.Servers;

/// <summary>One attempt to run a server, from the request to the end, kept when the server has long gone on.</summary>
public sealed class ServerAttempt
{
    public long Id { get; set; }

    public int UserId { get; set; }

    /// <summary>The row of the server then; the server may be gone.</summary>
    public int ServerId { get; set; }

    public required string ServerName { get; set; }

    /// <summary>The number of the attempt among those of its server.</summary>
    public int Attempt { get; set; }

    /// <summary>Who asked for it; empty when nobody knows.</summary>
    public string RequestedBy { get; set; } = "";

    public string? RequestId { get; set; }

    /// <summary>The options it was started with, secrets masked.</summary>
    public JsonObject? UserOptions { get; set; }

    public AttemptOutcome Outcome { get; set; }

    /// <summary>What kind of failure it was; null while there is none.</summary>
    public SpawnFailure? FailureKind { get; set; }

    public DateTimeOffset? Queued { get; set; }

    public DateTimeOffset? Accepted { get; set; }

    public DateTimeOffset? SpawnerStarted { get; set; }

    /// <summary>When there was a server to wait for.</summary>
    public DateTimeOffset? WaitingForHttp { get; set; }

    public DateTimeOffset? Routing { get; set; }

    public DateTimeOffset? Ready { get; set; }

    /// <summary>When its end began.</summary>
    public DateTimeOffset? Stopping { get; set; }

    public DateTimeOffset? Ended { get; set; }

    /// <summary>Why it ended; null when somebody just stopped it.</summary>
    public string? Cause { get; set; }

    /// <summary>What its owner can do about it.</summary>
    public string? NextStep { get; set; }

    public int? ExitStatus { get; set; }

    /// <summary>The last lines it wrote, without secrets.</summary>
    public string? Output { get; set; }

    /// <summary>The story of the start, under <c>events</c>.</summary>
    public JsonObject? Story { get; set; }
}
