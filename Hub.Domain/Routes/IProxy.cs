namespace Hub.Domain.Routes;

/// <summary>A proxy whose routes the hub keeps, or several that are to hold the same routes.</summary>
public interface IProxy
{
    /// <summary>Adds a route, or replaces the one that is there.</summary>
    Task AddAsync(Routespec routespec, string target, RouteData data, CancellationToken ct);

    /// <summary>Removes a route; one that is gone already is as good as removed.</summary>
    Task DeleteAsync(Routespec routespec, CancellationToken ct);

    /// <summary>The routes the hub keeps there, with their last activity. What others put into the same table is left out.</summary>
    Task<IReadOnlyList<Route>> GetAllAsync(CancellationToken ct);

    /// <summary>Adds what is missing, corrects what is wrong and removes what is stale; says what it was.</summary>
    /// <param name="wanted">
    /// Reads the routes there should be. It is called after the table was read: the other way round, the route of a server that
    /// became ready in between would be taken for a stale one.
    /// </param>
    /// <param name="ct">Ends it.</param>
    Task<RouteChanges> SyncAsync(Func<CancellationToken, Task<WantedRoutes>> wanted, CancellationToken ct);

    /// <summary>Fills an empty table: the outcome of <see cref="SyncAsync"/>, in one request where the proxy can.</summary>
    /// <remarks>A route that another replica adds meanwhile can be lost, so a <see cref="SyncAsync"/> with newly read routes should follow.</remarks>
    Task ReplaceAllAsync(WantedRoutes wanted, CancellationToken ct);
}

/// <summary>Syncing with routes that are known already.</summary>
public static class ProxySync
{
    public static Task<RouteChanges> SyncAsync(this IProxy proxy, WantedRoutes wanted, CancellationToken ct) =>
        proxy.SyncAsync(_ => Task.FromResult(wanted), ct);
}
