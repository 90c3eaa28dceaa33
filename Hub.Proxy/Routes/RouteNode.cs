using System.Collections.Concurrent;

namespace Hub.Proxy.Routes;

/// <summary>One path segment of the route tree.</summary>
internal sealed class RouteNode
{
    private ConcurrentDictionary<string, RouteNode>? _children;
    private Route? _route;

    /// <summary>The route that ends at this node, if any.</summary>
    public Route? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }

    public bool IsEmpty => Route is null && (Volatile.Read(ref _children)?.IsEmpty ?? true);

    public RouteNode? Child(ReadOnlySpan<char> segment)
    {
        var children = Volatile.Read(ref _children);
        return children is not null
            && children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(segment, out var child) ? child : null;
    }

    /// <param name="comparer">How names below this node are compared, if it is the first of them.</param>
    public RouteNode ChildOrNew(ReadOnlySpan<char> segment, IEqualityComparer<string> comparer)
    {
        if (Child(segment) is { } known) return known;

        // Only the writer comes here, under the table's lock; readers see the dictionary once it is complete.
        var children = _children;
        if (children is null)
        {
            children = new ConcurrentDictionary<string, RouteNode>(concurrencyLevel: 1, capacity: 3, comparer);
            Volatile.Write(ref _children, children);
        }

        var created = new RouteNode();
        children[segment.ToString()] = created;
        return created;
    }

    public void RemoveChild(ReadOnlySpan<char> segment) =>
        _children?.GetAlternateLookup<ReadOnlySpan<char>>().TryRemove(segment, out _);

    /// <summary>
    /// This node's route and all those below it. Children are enumerated as the walk comes to them: a copy of fifty thousand
    /// would cost every listing a large array, and keep the writer waiting while it is made.
    /// </summary>
    public IEnumerable<Route> Walk()
    {
        if (Route is { } own) yield return own;
        var levels = new Stack<IEnumerator<KeyValuePair<string, RouteNode>>>();
        levels.Push(Children.GetEnumerator());
        while (levels.TryPeek(out var level))
        {
            if (!level.MoveNext())
            {
                levels.Pop().Dispose();
                continue;
            }

            var node = level.Current.Value;
            if (node.Route is { } route) yield return route;
            if (node._children is not null) levels.Push(node.Children.GetEnumerator());
        }
    }

    private IEnumerable<KeyValuePair<string, RouteNode>> Children => Volatile.Read(ref _children) ?? Enumerable.Empty<KeyValuePair<string, RouteNode>>();
}
