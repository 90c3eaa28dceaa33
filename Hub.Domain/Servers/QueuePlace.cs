namespace Hub.Domain.Servers;

/// <summary>Where a start stands in the queue.</summary>
/// <param name="Position">1 is next.</param>
/// <param name="Length">How many wait.</param>
/// <param name="Estimate">How long it will wait, if starts take as long as they did lately.</param>
public sealed record QueuePlace(int Position, int Length, TimeSpan Estimate)
{
    public string Words => $"Waiting for other servers to start: place {Position} of {Length}, about {Spoken}.";

    private string Spoken => Estimate.TotalSeconds < 90
        ? $"{Math.Max(1, (int)Math.Ceiling(Estimate.TotalSeconds))} seconds"
        : $"{(int)Math.Ceiling(Estimate.TotalMinutes)} minutes";
}
