namespace Hub.Tests.Api.SingleUser;

/// <summary>The true time, moved on at will; timers run as always.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan ahead;
    private int timers;

    /// <summary>How many timers were asked for: how often somebody went to wait.</summary>
    public int Timers => Volatile.Read(ref timers);

    public void Advance(TimeSpan by) => ahead += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref timers);
        return base.CreateTimer(callback, state, dueTime, period);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
