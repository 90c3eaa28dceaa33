namespace Hub.Domain.Activity;

/// <summary>Activity that is still to be written.</summary>
/// <param name="At">When it was.</param>
/// <param name="After">Only what is recorded as from before this is overwritten.</param>
public readonly record struct SeenActivity(DateTimeOffset At, DateTimeOffset After)
{
    /// <summary>Both in one: the later time, and as fine as the finer of the two.</summary>
    public SeenActivity And(SeenActivity other) =>
        new(At > other.At ? At : other.At, After > other.After ? After : other.After);
}
