namespace Hub.Domain.Routes;

/// <summary>Says which routes of a proxy are missing, wrong or stale. It only compares what it is given.</summary>
public static class RouteCheck
{
    public static RouteChanges Compare(WantedRoutes wanted, IEnumerable<Route> actual)
    {
        var found = new Dictionary<Routespec, Route>();
        foreach (var route in actual)
            found[route.Routespec] = route;
        var toAdd = new List<Route>();
        var toCorrect = new List<Route>();
        foreach (var route in wanted.Routes)
        {
            if (!found.Remove(route.Routespec, out var present))
                toAdd.Add(route);
            else if (!route.Agrees(present))
                toCorrect.Add(route);
        }
        return new RouteChanges(toAdd, toCorrect, [.. found.Keys.Where(routespec => !wanted.Undecided.Contains(routespec)).Order()]);
    }
}
