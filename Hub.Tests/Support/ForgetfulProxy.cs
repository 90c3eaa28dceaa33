using System.Collections.Concurrent;
using Hub.Domain.Routes;

namespace Hub.Tests.Support;

/// <summary>A proxy in memory that can be away, and that loses its table when told to, as one does that starts anew.</summary>
public sealed class ForgetfulProxy : IProxy
{
    private readonly ConcurrentDictionary<Routespec, Route> _routes = new();

    public bool Away { get; set; }

    public int Count => _routes.Count;

    public bool Has(string path) => _routes.Keys.Any(route => $"{route}" == path);

    public void Forget() => _routes.Clear();

    /// <summary>Somebody has used a route at this time.</summary>
    public void Saw(Routespec routespec, DateTimeOffset at) => _routes[routespec] = _routes[routespec] with { LastActivity = at };

    public Task AddAsync(Routespec routespec, string target, RouteData data, CancellationToken ct) =>
        Do(() => _routes[routespec] = new Route(routespec, target, data));

    public Task DeleteAsync(Routespec routespec, CancellationToken ct) => Do(() => _routes.TryRemove(routespec, out _));

    public Task<IReadOnlyList<Route>> GetAllAsync(CancellationToken ct) => Do<IReadOnlyList<Route>>(() => [.. _routes.Values]);

    public async Task<RouteChanges> SyncAsync(Func<CancellationToken, Task<WantedRoutes>> read, CancellationToken ct)
    {
        var actual = await GetAllAsync(ct);
        var changes = RouteCheck.Compare(await read(ct), actual);
        await changes.ApplyAsync(this, ct);
        return changes;
    }

    public Task ReplaceAllAsync(WantedRoutes wanted, CancellationToken ct) => this.SyncAsync(wanted, ct);

    private Task<T> Do<T>(Func<T> deed) =>
        Away ? Task.FromException<T>(new ProxyException("the proxy is away")) : Task.FromResult(deed());
}
