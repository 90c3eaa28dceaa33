using Hub.Proxy.Upstream;

namespace Hub.Proxy.Balancing;

/// <summary>
/// One backend that shares its work with others: how busy it is, and whether it is fit for more. Routes that name the
/// same backend and health path share one.
/// </summary>
/// <param name="pool">The connections to it.</param>
/// <param name="healthPath">What is asked for to learn how it is; null asks only whether it accepts connections.</param>
internal sealed class BalancedTarget(UpstreamPool pool, string? healthPath)
{
    private int _outstanding;
    private int _ejected;
    private int _checking;

    public UpstreamPool Pool { get; } = pool;

    public string? HealthPath { get; } = healthPath;

    public string Origin => Pool.Address.Origin;

    /// <summary>How many routes name it; changed under the lock of whoever lists it.</summary>
    public int Routes { get; set; }

    /// <summary>Requests that wait for its answer to begin. What streams after that costs a backend little.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>It gets no requests unless all others are worse.</summary>
    public bool IsEjected => Volatile.Read(ref _ejected) != 0;

    public void Begin() => Interlocked.Increment(ref _outstanding);

    public void End() => Interlocked.Decrement(ref _outstanding);

    /// <summary>True if it was fit before.</summary>
    public bool Eject() => Interlocked.Exchange(ref _ejected, 1) == 0;

    /// <summary>True if it was ejected before.</summary>
    public bool Restore() => Interlocked.Exchange(ref _ejected, 0) != 0;

    /// <summary>False while a check is under way.</summary>
    public bool TryBeginCheck() => Interlocked.Exchange(ref _checking, 1) == 0;

    public void EndCheck() => Volatile.Write(ref _checking, 0);
}
