using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Servers;

/// <summary>What follows when as many starts have failed in a row as <c>Spawner.consecutive_failure_limit</c> allows.</summary>
[TraitClass("HubFailureLimit")]
public sealed record FailureLimitOptions
{
    /// <summary>
    /// Seconds after which one start is let through to see whether it goes better. When it does, all are admitted again; when it
    /// does not, the next follows after as long. Default: 60.
    /// </summary>
    [Between(1, int.MaxValue)]
    public TimeSpan TrialInterval { get; init; } = TimeSpan.FromSeconds(60);
}
