using System.Collections.Concurrent;

namespace Hub.Proxy.Metrics;

/// <summary>What configurable-http-proxy counts, under its meanings.</summary>
internal sealed class ProxyCounters
{
    private readonly long[] _proxyByStatus = new long[1000];
    private readonly ConcurrentDictionary<int, long> _apiByStatus = new();
    private long _routeGet;
    private long _routeAdd;
    private long _routeDelete;
    private long _web;
    private long _ws;

    public long RouteGets => Volatile.Read(ref _routeGet);

    public long RouteAdds => Volatile.Read(ref _routeAdd);

    public long RouteDeletes => Volatile.Read(ref _routeDelete);

    public long WebRequests => Volatile.Read(ref _web);

    public long Upgrades => Volatile.Read(ref _ws);

    public IEnumerable<KeyValuePair<int, long>> ApiByStatus => _apiByStatus.OrderBy(p => p.Key);

    public IEnumerable<KeyValuePair<int, long>> ProxyByStatus =>
        Enumerable.Range(0, _proxyByStatus.Length)
            .Select(s => KeyValuePair.Create(s, Volatile.Read(ref _proxyByStatus[s]))).Where(p => p.Value > 0);

    public void ApiRouteGet() => Interlocked.Increment(ref _routeGet);

    public void ApiRouteAdd() => Interlocked.Increment(ref _routeAdd);

    public void ApiRouteDelete() => Interlocked.Increment(ref _routeDelete);

    public void ApiRequest(int status) => _apiByStatus.AddOrUpdate(status, 1, static (_, n) => n + 1);

    public void Web() => Interlocked.Increment(ref _web);

    public void Upgrade() => Interlocked.Increment(ref _ws);

    public void Proxied(int status) => Interlocked.Increment(ref _proxyByStatus[Math.Clamp(status, 0, 999)]);
}
