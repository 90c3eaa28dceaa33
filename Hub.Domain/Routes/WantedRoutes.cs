namespace Hub.Domain.Routes;

/// <summary>The routes that should be in the proxy's table.</summary>
/// <param name="Routes">Each routespec once.</param>
/// <param name="Undecided">Routes of servers in transition: right when there and right when not, so nobody touches them.</param>
public sealed record WantedRoutes(IReadOnlyList<Route> Routes, IReadOnlySet<Routespec> Undecided)
{
    /// <summary>Puts them together. When two claim one routespec the earlier kind wins: hub, servers, services, extra routes.</summary>
    public static WantedRoutes Build(
        HubRoute hub, IEnumerable<ServerRoute> servers, IEnumerable<ServiceRoute> services, IEnumerable<ExtraRoute> extraRoutes)
    {
        var routes = new Dictionary<Routespec, Route>();
        var undecided = new HashSet<Routespec>();
        Put(hub.ToRoute());
        foreach (var server in servers)
        {
            if (server.ToRoute(hub.BaseUrl) is { } route)
                Put(route);
            else
                undecided.Add(server.ToRoutespec(hub.BaseUrl));
        }
        foreach (var service in services)
            Put(service.ToRoute(hub.BaseUrl));
        foreach (var extra in extraRoutes)
            Put(new Route(Routespec.Parse(extra.Routespec), extra.Target, RouteData.ForExtra));
        undecided.ExceptWith(routes.Keys);
        return new WantedRoutes([.. routes.Values], undecided);

        void Put(Route route)
        {
            // One impossible name must not stop the round for all others.
            if (route.Routespec.Routable)
                routes.TryAdd(route.Routespec, route);
        }
    }
}
