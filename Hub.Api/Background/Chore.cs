using Hub.Domain.Notices;

namespace Hub.Api.Background;

/// <summary>One thing the hub does by itself: what, when, and on which of the hubs.</summary>
/// <param name="Name">What the log calls it.</param>
public sealed record Chore(string Name, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>How often; for one that a notice calls, the longest time it goes without. Null is for those that nothing but a notice calls.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>What calls it at once; null for those that only come round.</summary>
    public NoticeTopic? Notice { get; init; }

    /// <summary>Whether it runs when the hub starts too, and not only when its first interval is over.</summary>
    public bool AtOnce { get; init; }

    public ChorePlace Place { get; init; }
}
