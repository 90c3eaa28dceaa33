namespace Hub.Domain.Routes;

/// <summary>A server that runs, or that is in transition and so has a route or not.</summary>
/// <param name="User">Its owner.</param>
/// <param name="ServerName">Empty for the default server.</param>
/// <param name="Address">Where the proxy reaches it; null while it is in transition.</param>
/// <param name="Host">The user's own host, when routing goes by host.</param>
public sealed record ServerRoute(string User, string ServerName, string? Address, string? Host = null)
{
    public Routespec ToRoutespec(string baseUrl) => Routespec.ForServer(baseUrl, User, ServerName, Host);

    /// <summary>Null while the server is in transition.</summary>
    public Route? ToRoute(string baseUrl) => Address is null
        ? null
        : new Route(ToRoutespec(baseUrl), RouteTarget.WithoutPath(Address), RouteData.ForServer(User, ServerName));
}
