namespace Hub.Proxy.Routes;

/// <summary>Notes that a route is in use.</summary>
/// <param name="took">Told how long each note took, by whoever measures; null if nobody does.</param>
internal sealed class RouteActivity(TimeProvider clock, Action<TimeSpan>? took)
{
    public void Note(Route route)
    {
        var began = took is null ? 0 : clock.GetTimestamp();
        route.Touch(clock.GetUtcNow());
        took?.Invoke(clock.GetElapsedTime(began));
    }
}
