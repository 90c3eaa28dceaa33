namespace Hub.Domain.Routes;

/// <summary>An entry of the proxy's table: requests under the routespec go to the target.</summary>
/// <param name="Routespec">What the route is for.</param>
/// <param name="Target">A URL, as text: unix sockets (<c>http+unix://%2Frun%2Fx.sock</c>) are targets too, but no well-formed URI.</param>
/// <param name="Data">Whose route it is.</param>
/// <param name="LastActivity">When the proxy last saw it used; null when the route does not come from a proxy.</param>
public sealed record Route(Routespec Routespec, string Target, RouteData Data, DateTimeOffset? LastActivity = null)
{
    /// <summary>Whether both lead the same requests to the same place for the same owner.</summary>
    public bool Agrees(Route other) =>
        Routespec == other.Routespec && Data == other.Data &&
        string.Equals(Target.TrimEnd('/'), other.Target.TrimEnd('/'), StringComparison.Ordinal);
}
