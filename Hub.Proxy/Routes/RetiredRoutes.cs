namespace Hub.Proxy.Routes;

/// <summary>
/// Routes that went, until the time their WebSockets have left is over. One timer serves them all, because a hub may take
/// away thousands at once.
/// </summary>
internal sealed class RetiredRoutes : IDisposable
{
    private readonly Queue<(Route Route, long Since)> _waiting = new();
    private readonly TimeSpan _grace;
    private readonly TimeProvider _clock;
    private readonly Action<Route> _end;
    private readonly ITimer _timer;

    /// <param name="end">What to do with a route whose time is over.</param>
    public RetiredRoutes(TimeSpan grace, TimeProvider clock, Action<Route> end)
    {
        _grace = grace;
        _clock = clock;
        _end = end;
        _timer = clock.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Route route)
    {
        lock (_waiting)
        {
            _waiting.Enqueue((route, _clock.GetTimestamp()));
            if (_waiting.Count == 1) _timer.Change(_grace, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        while (TakeNext() is { } route) _end(route);
    }

    /// <summary>The first whose time is over. All have the same time, so none behind it was sooner.</summary>
    private Route? TakeNext()
    {
        lock (_waiting)
        {
            if (!_waiting.TryPeek(out var first)) return null;
            var left = _grace - _clock.GetElapsedTime(first.Since);
            if (left <= TimeSpan.Zero) return _waiting.Dequeue().Route;
            // A timer counts whole milliseconds: a little later and not a little too early again.
            _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return null;
        }
    }
}
