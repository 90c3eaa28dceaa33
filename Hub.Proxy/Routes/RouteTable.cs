namespace Hub.Proxy.Routes;

/// <summary>
/// Routes in a prefix tree: looking up takes no lock and allocates nothing, adding and removing cost the length of the
/// path however many routes there are, and the whole tree can be replaced in one step.
/// </summary>
internal sealed class RouteTable
{
    private readonly Lock _writing = new();
    private readonly StringComparer _top;
    private RouteNode _root = new();
    private long _version;
    private int _count;

    /// <param name="hostRouting">The first segment is a host name, compared without regard to case.</param>
    public RouteTable(bool hostRouting = false) => _top = hostRouting ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Grows with every change of the routes, not of their activity.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The longest route whose segments begin the decoded <paramref name="path"/>.</summary>
    public Route? Find(ReadOnlySpan<char> path) => Find(Root, path, Root.Route);

    /// <summary>The same below the segment of <paramref name="host"/>; the route <c>/</c> catches what no host does.</summary>
    public Route? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        var root = Root;
        return root.Child(host) is { } node ? Find(node, path, node.Route ?? root.Route) : root.Route;
    }

    /// <summary>The route at exactly this path.</summary>
    public Route? Get(ReadOnlySpan<char> path)
    {
        RouteNode? node = Root;
        foreach (var segment in new Segments(path))
        {
            node = node.Child(segment);
            if (node is null) return null;
        }

        return node.Route;
    }

    /// <summary>Adds the route and returns the one it took the place of.</summary>
    public Route? Put(Route route)
    {
        lock (_writing)
        {
            var displaced = Put(_root, route);
            if (displaced is null) _count++;
            _version++;
            return displaced;
        }
    }

    /// <summary>Removes the route at this path and returns it.</summary>
    public Route? Remove(ReadOnlySpan<char> path)
    {
        lock (_writing)
        {
            var removed = Remove(_root, new Segments(path));
            if (removed is null) return null;
            _count--;
            _version++;
            return removed;
        }
    }

    /// <summary>Swaps all routes in one step and returns those that were there before.</summary>
    public IReadOnlyList<Route> ReplaceAll(IEnumerable<Route> routes)
    {
        var root = new RouteNode();
        var count = 0;
        foreach (var route in routes)
        {
            if (Put(root, route) is null) count++;
        }

        lock (_writing)
        {
            var before = _root.Walk().ToList();
            Volatile.Write(ref _root, root);
            _count = count;
            _version++;
            return before;
        }
    }

    /// <summary>All routes as they are while the walk goes on; changes meanwhile may or may not show.</summary>
    public IEnumerable<Route> All() => Root.Walk();

    private RouteNode Root => Volatile.Read(ref _root);

    private static Route? Find(RouteNode from, ReadOnlySpan<char> path, Route? best)
    {
        var node = from;
        foreach (var segment in new Segments(path))
        {
            node = node.Child(segment);
            if (node is null) break;
            best = node.Route ?? best;
        }

        return best;
    }

    private Route? Put(RouteNode root, Route route)
    {
        var node = root;
        foreach (var segment in new Segments(route.Path)) node = node.ChildOrNew(segment, node == root ? _top : StringComparer.Ordinal);
        var displaced = node.Route;
        node.Route = route;
        return displaced;
    }

    private static Route? Remove(RouteNode node, Segments rest)
    {
        if (!rest.MoveNext())
        {
            var removed = node.Route;
            node.Route = null;
            return removed;
        }

        var segment = rest.Current;
        if (node.Child(segment) is not { } child) return null;
        var found = Remove(child, rest);
        if (found is not null && child.IsEmpty) node.RemoveChild(segment);
        return found;
    }
}
