namespace Hub.Tests.Support;

/// <summary>The real time, moved forward by a test.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private TimeSpan shift;

    public void Advance(TimeSpan by) => shift += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
