namespace Hub.Domain.Servers;

/// <summary>Where a start stands in the queue.</summary>
/// <param name="Position">1 is next.</param>
/// <param name="Length">How many wait.</param>
/// <param name="Estimate">How long it will wait, if starts take as long as they did lately; null while nobody can say, because starts are refused.</param>
public sealed record QueuePlace(int Position, int Length, TimeSpan? Estimate)
{
    public string Words => Estimate is { } time
        ? $"Waiting for other servers to start: place {Position} of {Length}, about {Spoken(time)}."
        : $"Waiting at place {Position} of {Length}: the last starts of servers failed, so this hub only tries one now and then. Administrators have been told.";

    private static string Spoken(TimeSpan time) => time.TotalSeconds < 90
        ? $"{Math.Max(1, (int)Math.Ceiling(time.TotalSeconds))} seconds"
        : $"{(int)Math.Ceiling(time.TotalMinutes)} minutes";
}
