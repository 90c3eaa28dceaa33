using Hub.Proxy.Logging;

namespace Hub.Proxy.Routes;

/// <summary>
/// Changes the table and what hangs on it: a route that enters gets its connections, one that goes gives them up, and
/// its WebSockets end after a while.
/// </summary>
internal sealed class RouteKeeper(RouteTable table, RouteConnections connections, TimeSpan grace, TimeProvider clock, ProxyLog log)
{
    private readonly Lock _changing = new();

    public RouteTable Table => table;

    /// <summary>Called after each change.</summary>
    public Action? Changed { get; set; }

    public void Add(Route route)
    {
        if (log.Shows(LogSeverity.Info)) log.Info($"Adding route {route.Path} -> {route.Target}");
        lock (_changing)
        {
            connections.Open(route);
            Retire(table.Put(route));
        }

        if (log.Shows(LogSeverity.Info)) log.Info($"Route added {route.Path} -> {route.Target}");
        Changed?.Invoke();
    }

    /// <summary>False if there is no such route.</summary>
    public bool Remove(string path)
    {
        lock (_changing)
        {
            if (table.Remove(path) is not { } removed) return false;
            log.Info($"Removing route {removed.Path}");
            Retire(removed);
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Makes these the only routes. Those that stay as they are keep their activity and connections.</summary>
    public RouteChanges ReplaceAll(IEnumerable<Route> wanted)
    {
        RouteChanges changes;
        lock (_changing)
        {
            var entering = new Dictionary<string, Route>(StringComparer.Ordinal);
            foreach (var route in wanted) entering[route.Path] = Known(route) ?? route;
            foreach (var (_, route) in entering)
            {
                if (!ReferenceEquals(table.Get(route.Path), route)) connections.Open(route);
            }

            var before = table.ReplaceAll(entering.Values);
            changes = Compare(before, entering);
            foreach (var route in before)
            {
                if (!ReferenceEquals(table.Get(route.Path), route)) Retire(route);
            }
        }

        log.Info($"Routes replaced: {changes.Added} added, {changes.Changed} changed, {changes.Removed} removed");
        Changed?.Invoke();
        return changes;
    }

    private Route? Known(Route route) =>
        table.Get(route.Path) is { } known && known.Path == route.Path && known.Members.Span.SequenceEqual(route.Members.Span) ? known : null;

    private static RouteChanges Compare(IReadOnlyList<Route> before, Dictionary<string, Route> after)
    {
        var removed = before.Count(r => !after.ContainsKey(r.Path));
        var unchanged = before.Count(r => after.TryGetValue(r.Path, out var now) && ReferenceEquals(now, r));
        var changed = before.Count - removed - unchanged;
        return new RouteChanges(after.Count - unchanged - changed, changed, removed, unchanged);
    }

    private void Retire(Route? route)
    {
        if (route is null) return;
        connections.Close(route);
        // The timer roots itself until it has fired.
        ITimer? timer = null;
        timer = clock.CreateTimer(_ => End(route, timer), null, grace, Timeout.InfiniteTimeSpan);
    }

    private void End(Route route, ITimer? timer)
    {
        timer?.Dispose();
        route.IsOver = true;
        var successor = table.Get(route.Path);
        foreach (var stream in route.Streams)
        {
            if (successor is not null && successor.LeadsTo(stream.Target)) stream.MoveTo(successor);
            else stream.GoAway();
        }
    }
}
