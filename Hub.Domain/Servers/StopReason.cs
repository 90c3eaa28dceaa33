using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Domain.Servers;

/// <summary>Why a server ends.</summary>
/// <param name="Failure">What went wrong, for its user; null when somebody stopped it.</param>
/// <param name="StartFailed">Whether it never became ready.</param>
public sealed record StopReason(string? Failure, bool StartFailed = false)
{
    public static readonly StopReason Asked = new(Failure: null);

    /// <summary>Somebody called the start off.</summary>
    public static readonly StopReason Cancelled = new("Spawn cancelled", StartFailed: true) { Outcome = AttemptOutcome.Cancelled };

    public AttemptOutcome Outcome { get; init; } =
        StartFailed ? AttemptOutcome.Failed : Failure is null ? AttemptOutcome.Stopped : AttemptOutcome.Died;

    /// <summary>What the history tells of it, where nothing went wrong and there is something to tell.</summary>
    public string? Cause { get; init; }

    public SpawnFailure? Kind { get; init; }

    /// <summary>What its owner can do about it.</summary>
    public string? NextStep { get; init; }

    public int? ExitStatus { get; init; }

    /// <summary>The last lines it wrote, without secrets.</summary>
    public string? Output { get; init; }

    /// <summary>The reason of a stop that another replica had begun, as far as the row still knows it; the history knows the rest.</summary>
    public static StopReason Resumed(string? failure, bool startFailed) =>
        startFailed && failure == Cancelled.Failure ? Cancelled : new StopReason(failure, startFailed);

    /// <summary>A server that a poll found gone.</summary>
    public static StopReason Of(PollResult.Stopped gone) => new(gone.Reason)
    {
        Kind = SpawnFailure.Error,
        ExitStatus = gone.ExitStatus,
        Output = gone.Output.Length > 0 ? gone.Output : null,
        NextStep = NextSteps.AfterDeath(gone.ExitStatus),
    };

    /// <summary>A start that failed.</summary>
    public static StopReason Of(SpawnFailedException failed, string output) => new(failed.Message, StartFailed: true)
    {
        Kind = failed.Reason,
        ExitStatus = failed.ExitStatus,
        Output = failed.Output.Length > 0 ? failed.Output : output.Length > 0 ? output : null,
        NextStep = NextSteps.After(failed),
    };
}
