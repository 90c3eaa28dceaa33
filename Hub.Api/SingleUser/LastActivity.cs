namespace Hub.Api.SingleUser;

/// <summary>When the server was last used; its start counts.</summary>
public sealed class LastActivity(TimeProvider time)
{
    private long ticks = time.GetUtcNow().UtcTicks;

    public DateTimeOffset Started { get; } = time.GetUtcNow();

    public DateTimeOffset At => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    public void Note() => Volatile.Write(ref ticks, time.GetUtcNow().UtcTicks);
}
