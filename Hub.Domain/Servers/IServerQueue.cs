namespace Hub.Domain.Servers;

/// <summary>Reads the starts that wait for a place, and lets those go that have waited too long. Admission is the server store's.</summary>
public interface IServerQueue
{
    /// <summary>
    /// The servers that wait, in the order of their turns: everybody's first start before anybody's second, then groups in turn,
    /// then who came first.
    /// </summary>
    Task<IReadOnlyList<int>> OrderAsync(CancellationToken ct);

    /// <summary>The servers whose turn it is, as many as there is room for.</summary>
    /// <param name="limit">How many may start at once.</param>
    Task<IReadOnlyList<Server>> NextAsync(int limit, CancellationToken ct);

    /// <summary>How long the last successful starts took; null when there were none.</summary>
    Task<TimeSpan?> UsualStartAsync(CancellationToken ct);

    /// <summary>Ends the waiting of one server. False when it no longer waits.</summary>
    Task<bool> EndAsync(int serverId, StopReason reason, CancellationToken ct);

    /// <summary>The servers whose waiting is over because of its length.</summary>
    Task<IReadOnlyList<int>> OverdueAsync(CancellationToken ct);
}
