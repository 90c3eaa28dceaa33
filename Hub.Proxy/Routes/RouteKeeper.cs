using Hub.Proxy.Logging;

namespace Hub.Proxy.Routes;

/// <summary>
/// Changes the table and what hangs on it: a route that enters gets its connections, one that goes gives them up, and
/// its WebSockets end after a while.
/// </summary>
internal sealed class RouteKeeper : IDisposable
{
    private readonly Lock _changing = new();
    private readonly RouteConnections _connections;
    private readonly RetiredRoutes _retired;
    private readonly ProxyLog _log;

    public RouteKeeper(RouteTable table, RouteConnections connections, TimeSpan grace, TimeProvider clock, ProxyLog log)
    {
        Table = table;
        _connections = connections;
        _retired = new RetiredRoutes(grace, clock, End);
        _log = log;
    }

    public RouteTable Table { get; }

    /// <summary>Called after each change.</summary>
    public Action? Changed { get; set; }

    public void Add(Route route)
    {
        if (_log.Shows(LogSeverity.Info)) _log.Info($"Adding route {route.Path} -> {route.Target}");
        lock (_changing)
        {
            _connections.Open(route);
            Retire(Table.Put(route));
        }

        if (_log.Shows(LogSeverity.Info)) _log.Info($"Route added {route.Path} -> {route.Target}");
        Changed?.Invoke();
    }

    /// <summary>False if there is no such route.</summary>
    public bool Remove(string path)
    {
        lock (_changing)
        {
            if (Table.Remove(path) is not { } removed) return false;
            _log.Info($"Removing route {removed.Path}");
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
                if (!ReferenceEquals(Table.Get(route.Path), route)) _connections.Open(route);
            }

            var before = Table.ReplaceAll(entering.Values);
            changes = Compare(before, entering);
            foreach (var route in before)
            {
                if (!ReferenceEquals(Table.Get(route.Path), route)) Retire(route);
            }
        }

        _log.Info($"Routes replaced: {changes.Added} added, {changes.Changed} changed, {changes.Removed} removed");
        Changed?.Invoke();
        return changes;
    }

    public void Dispose() => _retired.Dispose();

    private Route? Known(Route route) =>
        Table.Get(route.Path) is { } known && known.Path == route.Path && known.Members.Span.SequenceEqual(route.Members.Span) ? known : null;

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
        _connections.Close(route);
        _retired.Add(route);
    }

    private void End(Route route)
    {
        route.IsOver = true;
        var successor = Table.Get(route.Path);
        foreach (var stream in route.Streams)
        {
            if (successor is not null && successor.LeadsTo(stream.Target)) stream.MoveTo(successor);
            else stream.GoAway();
        }
    }
}
