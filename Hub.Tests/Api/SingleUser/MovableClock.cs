namespace Hub.Tests.Api.SingleUser;

/// <summary>The true time, moved on at will; timers run as always.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan ahead;

    public void Advance(TimeSpan by) => ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
