namespace Hub.Domain.Servers;

/// <summary>Keeps the count of starts that failed in a row. Time is the database's.</summary>
public interface IStartFailureStore
{
    Task<StartFailures> ReadAsync(CancellationToken ct);

    /// <summary>Counts a failure; at the limit starts are refused, until one goes well or somebody clears the count.</summary>
    /// <param name="last">Whose start it was, and why it failed.</param>
    /// <param name="limit">How many in a row are too many.</param>
    /// <param name="pause">How long no start is let through.</param>
    /// <param name="ct">Ends it.</param>
    Task<StartFailures> CountAsync(string last, int limit, TimeSpan pause, CancellationToken ct);

    /// <summary>Takes the one start that is let through after each pause. False when it is not time, or another has it.</summary>
    Task<bool> TakeTrialAsync(TimeSpan pause, CancellationToken ct);

    /// <summary>Lets the next start through: the last one that was has told nothing.</summary>
    Task ReturnTrialAsync(CancellationToken ct);

    /// <summary>Begins to count anew. False when there was nothing to forget.</summary>
    Task<bool> ClearAsync(CancellationToken ct);
}
