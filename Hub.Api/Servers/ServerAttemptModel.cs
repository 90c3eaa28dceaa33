using System.Text.Json.Nodes;
using Hub.Domain.Servers;

namespace Hub.Api.Servers;

/// <summary>One attempt to run a server.</summary>
public sealed class ServerAttemptModel
{
    /// <summary>Grows from attempt to attempt, over all servers.</summary>
    public required long Id { get; init; }

    /// <summary>The name of the server; empty for the default server.</summary>
    public required string ServerName { get; init; }

    /// <summary>The number of the attempt among those of its server.</summary>
    public required int Attempt { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>The request that began it, as it stands in the hub's log.</summary>
    public string? RequestId { get; init; }

    /// <summary>The options it was started with; secrets are masked.</summary>
    public JsonObject? UserOptions { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>stopped</c>, <c>died</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The phases it went through, in order.</summary>
    public required IReadOnlyList<AttemptPhaseModel> Phases { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary><c>error</c>, <c>timeout</c> or <c>policy</c>; null where nothing went wrong.</summary>
    public string? FailureKind { get; init; }

    /// <summary>Why it ended; null when somebody just stopped it.</summary>
    public string? Cause { get; init; }

    /// <summary>What can be done about it.</summary>
    public string? NextStep { get; init; }

    /// <summary>As a shell has it, negative for the number of a signal; null when nobody knows.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>The last lines it wrote; secrets are masked.</summary>
    public string? Output { get; init; }

    /// <summary>The story of its start.</summary>
    public required JsonArray Events { get; init; }

    public static ServerAttemptModel From(ServerAttempt attempt) => new()
    {
        Id = attempt.Id,
        ServerName = attempt.ServerName,
        Attempt = attempt.Attempt,
        RequestedBy = attempt.RequestedBy,
        RequestId = attempt.RequestId,
        UserOptions = attempt.UserOptions,
        Outcome = attempt.Outcome.ToString().ToLowerInvariant(),
        Phases = [.. PhasesOf(attempt)],
        Ended = attempt.Ended,
        FailureKind = attempt.FailureKind?.ToString().ToLowerInvariant(),
        Cause = attempt.Cause,
        NextStep = attempt.NextStep,
        ExitStatus = attempt.ExitStatus,
        Output = attempt.Output,
        Events = attempt.Story?["events"]?.DeepClone().AsArray() ?? [],
    };

    private static IEnumerable<AttemptPhaseModel> PhasesOf(ServerAttempt attempt) =>
        from phase in ((string Name, DateTimeOffset? At)[])
        [
            ("queued", attempt.Queued), ("accepted", attempt.Accepted), ("spawner start", attempt.SpawnerStarted),
            ("waiting for http", attempt.WaitingForHttp), ("routing", attempt.Routing), ("ready", attempt.Ready),
            ("stopping", attempt.Stopping),
        ]
        where phase.At is not null
        select new AttemptPhaseModel(phase.Name, phase.At!.Value);
}

/// <summary>One phase of an attempt.</summary>
/// <param name="Name"><c>queued</c>, <c>accepted</c>, <c>spawner start</c>, <c>waiting for http</c>, <c>routing</c>, <c>ready</c> or <c>stopping</c>.</param>
/// <param name="Began">When it began.</param>
public sealed record AttemptPhaseModel(string Name, DateTimeOffset Began);
