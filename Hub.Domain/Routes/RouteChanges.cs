namespace Hub.Domain.Routes;

/// <summary>What has to be done to a proxy's table to make it right.</summary>
public sealed record RouteChanges(IReadOnlyList<Route> ToAdd, IReadOnlyList<Route> ToCorrect, IReadOnlyList<Routespec> ToDelete)
{
    public static readonly RouteChanges None = new([], [], []);

    public int Count => ToAdd.Count + ToCorrect.Count + ToDelete.Count;

    public RouteChanges And(RouteChanges other) =>
        new([.. ToAdd, .. other.ToAdd], [.. ToCorrect, .. other.ToCorrect], [.. ToDelete, .. other.ToDelete]);

    /// <summary>Carries every change out, even when some fail; the first failure is thrown at the end.</summary>
    public async Task ApplyAsync(IProxy proxy, CancellationToken ct)
    {
        // The hub's own route first: it is what users without a server, and the health checks, wait for.
        foreach (var route in ToAdd.Concat(ToCorrect).Where(route => route.Data.Hub))
            await proxy.AddAsync(route.Routespec, route.Target, route.Data, ct);
        var others = ToAdd.Concat(ToCorrect).Where(route => !route.Data.Hub);
        await Task.WhenAll([
            .. others.Select(route => proxy.AddAsync(route.Routespec, route.Target, route.Data, ct)),
            .. ToDelete.Select(routespec => proxy.DeleteAsync(routespec, ct)),
        ]);
    }
}
