using System.Collections.Concurrent;

namespace Hub.Proxy.Upstream;

/// <summary>The pools by origin, each alive as long as a route uses it.</summary>
internal sealed class UpstreamPools : IDisposable
{
    private static readonly TimeSpan _sweepInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, UpstreamPool> _pools = new(StringComparer.Ordinal);
    private readonly UpstreamSettings _settings;
    private readonly ITimer _sweeper;

    public UpstreamPools(UpstreamSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _sweeper = clock.CreateTimer(_ => Sweep(), null, _sweepInterval, _sweepInterval);
    }

    public UpstreamCounters Counters { get; } = new();

    public int Count => _pools.Count;

    public UpstreamPool Enter(TargetAddress address)
    {
        while (true)
        {
            var pool = _pools.GetOrAdd(
                address.Origin, static (_, a) => new UpstreamPool(a.address, a.settings, a.counters),
                (address, settings: _settings, counters: Counters));
            if (pool.TryEnter()) return pool;
            // It closed between the two lines; whoever closed it is about to take it out.
            _pools.TryRemove(new KeyValuePair<string, UpstreamPool>(address.Origin, pool));
        }
    }

    public void Leave(UpstreamPool pool)
    {
        if (pool.Leave()) _pools.TryRemove(new KeyValuePair<string, UpstreamPool>(pool.Address.Origin, pool));
    }

    public void Sweep()
    {
        var oldest = Environment.TickCount64 - (long)_settings.IdleTimeout.TotalMilliseconds;
        foreach (var (_, pool) in _pools) pool.Sweep(oldest);
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        // Everything idle is older than the end of time.
        foreach (var (_, pool) in _pools) pool.Sweep(long.MaxValue);
    }
}
