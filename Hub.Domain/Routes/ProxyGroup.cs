namespace Hub.Domain.Routes;

/// <summary>Several proxies that are to hold the same routes, so that any of them can take any request.</summary>
public sealed class ProxyGroup(IReadOnlyList<IProxy> proxies) : IProxy
{
    public Task AddAsync(Routespec routespec, string target, RouteData data, CancellationToken ct) =>
        Task.WhenAll(proxies.Select(proxy => proxy.AddAsync(routespec, target, data, ct)));

    public Task DeleteAsync(Routespec routespec, CancellationToken ct) =>
        Task.WhenAll(proxies.Select(proxy => proxy.DeleteAsync(routespec, ct)));

    /// <summary>What any of them holds, each routespec once with its latest activity. Repairs are for <see cref="SyncAsync"/>.</summary>
    public async Task<IReadOnlyList<Route>> GetAllAsync(CancellationToken ct)
    {
        var merged = new Dictionary<Routespec, Route>();
        foreach (var route in (await Task.WhenAll(proxies.Select(proxy => proxy.GetAllAsync(ct)))).SelectMany(routes => routes))
        {
            var known = merged.GetValueOrDefault(route.Routespec, route);
            merged[route.Routespec] = known with { LastActivity = Later(known.LastActivity, route.LastActivity) };
        }
        return [.. merged.Values];
    }

    /// <summary>Each proxy is compared for itself: one may have lost what another still has.</summary>
    public async Task<RouteChanges> SyncAsync(Func<CancellationToken, Task<WantedRoutes>> wanted, CancellationToken ct) =>
        (await Task.WhenAll(proxies.Select(proxy => proxy.SyncAsync(wanted, ct))))
            .Aggregate(RouteChanges.None, (all, one) => all.And(one));

    public Task ReplaceAllAsync(WantedRoutes wanted, CancellationToken ct) =>
        Task.WhenAll(proxies.Select(proxy => proxy.ReplaceAllAsync(wanted, ct)));

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
