namespace Hub.Proxy.Balancing;

/// <summary>How often a target was taken out, and how often a request went to another one for it.</summary>
internal sealed class BalanceCounters
{
    private long _ejections;
    private long _retries;

    public long Ejections => Volatile.Read(ref _ejections);

    public long Retries => Volatile.Read(ref _retries);

    public void Ejection() => Interlocked.Increment(ref _ejections);

    public void Retry() => Interlocked.Increment(ref _retries);
}
