using Microsoft.Extensions.Logging;

namespace Hub.Domain.Routes;

/// <summary>
/// Several proxies that are to hold the same routes, so that any of them can take any request. One that is away keeps nothing from
/// being done at the others: it gets what it has missed when it is back.
/// </summary>
public sealed class ProxyGroup(IReadOnlyList<IProxy> proxies, RouteDoubt doubt, TimeProvider clock, ILogger<ProxyGroup> log) : IProxy
{
    /// <summary>How long the slower ones may take once one is done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task AddAsync(Routespec routespec, string target, RouteData data, CancellationToken ct) =>
        OnEachAsync(proxy => proxy.AddAsync(routespec, target, data, ct), ct);

    public Task DeleteAsync(Routespec routespec, CancellationToken ct) => OnEachAsync(proxy => proxy.DeleteAsync(routespec, ct), ct);

    /// <summary>What any of those that answer holds, each routespec once with its latest activity. Repairs are for <see cref="SyncAsync"/>.</summary>
    public async Task<IReadOnlyList<Route>> GetAllAsync(CancellationToken ct)
    {
        var all = proxies.Select(proxy => proxy.GetAllAsync(ct)).ToList();
        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (all.TrueForAll(one => !one.IsCompletedSuccessfully))
            await all[0];
        var merged = new Dictionary<Routespec, Route>();
        foreach (var route in all.Where(one => one.IsCompletedSuccessfully).SelectMany(one => one.Result))
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

    /// <summary>Done when it is at one of them, and the others had their time; those that have not are looked at later.</summary>
    private async Task OnEachAsync(Func<IProxy, Task> deed, CancellationToken ct)
    {
        var all = proxies.Select(deed).ToList();
        var open = all.ToList();
        while (open.Count > 0 && !all.Exists(one => one.IsCompletedSuccessfully))
            open.Remove(await Task.WhenAny(open));
        if (!all.Exists(one => one.IsCompletedSuccessfully))
            await Task.WhenAll(all);
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(Patience, clock, ct));
        if (all.TrueForAll(one => one.IsCompletedSuccessfully))
            return;
        log.LogWarning("{Count} of {All} proxies have not taken a route; they get it when they answer", all.Count(one => !one.IsCompletedSuccessfully), all.Count);
        doubt.Raise();
        _ = ObserveAsync(all);
    }

    /// <summary>What comes of those that are late is seen by the check; here it only has to be looked at.</summary>
    private async Task ObserveAsync(List<Task> all)
    {
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        doubt.Raise();
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
