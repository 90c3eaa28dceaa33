namespace Hub.Proxy.Upstream;

/// <summary>How many connections to backends are open, and how many of them idle.</summary>
internal sealed class UpstreamCounters
{
    private int _open;
    private int _idle;

    public int Open => Volatile.Read(ref _open);

    public int Idle => Volatile.Read(ref _idle);

    public void AddOpen(int count) => Interlocked.Add(ref _open, count);

    public void AddIdle(int count) => Interlocked.Add(ref _idle, count);
}
