using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Servers;

/// <summary>What becomes of a start that comes while <c>concurrent_spawn_limit</c> others are under way.</summary>
[TraitClass("HubSpawnQueue")]
public sealed record QueueOptions
{
    /// <summary>
    /// Whose starts wait for their turn where others would be answered 429: those of <c>browsers</c>, of <c>everybody</c>, or of
    /// <c>nobody</c>. Default: browsers, so that programs hear from JupyterHub's 429 what they expect.
    /// </summary>
    public QueueUse UsedBy { get; init; } = QueueUse.Browsers;

    /// <summary>Seconds a start waits for its turn at most. Default: 1800.</summary>
    [Between(1, int.MaxValue)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>How many starts wait at most; further ones are answered 429. Default: 1000.</summary>
    [Between(1, 100000)]
    public int MaxLength { get; init; } = 1000;

    /// <summary>Whether a start waits.</summary>
    public bool Admits(bool browser) => UsedBy == QueueUse.Everybody || (UsedBy == QueueUse.Browsers && browser);
}

/// <summary>Whose starts wait in the queue.</summary>
public enum QueueUse
{
    Browsers,
    Everybody,
    Nobody,
}
