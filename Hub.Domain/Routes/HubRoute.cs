namespace Hub.Domain.Routes;

/// <summary>Where the proxy finds the hub, and which requests it leads there.</summary>
/// <param name="Url">The hub as the proxy reaches it; a path is of no matter.</param>
/// <param name="BaseUrl">The path everything is under, <c>/</c> or <c>/base/</c>.</param>
/// <param name="HostRouting">Whether users have hosts of their own; the hub then takes what no host claims.</param>
/// <param name="Routespec">For a hub that serves only a part, such as <c>/hub/api/</c>; null for the usual whole.</param>
public sealed record HubRoute(string Url, string BaseUrl = "/", bool HostRouting = false, string? Routespec = null)
{
    /// <summary>Every replica that takes requests; with fewer than two there is nothing to choose from, and <see cref="Url"/> is all.</summary>
    public IReadOnlyList<string> Replicas { get; init; } = [];

    public Route ToRoute()
    {
        var routespec = Routes.Routespec.Parse(Routespec ?? (HostRouting ? "/" : BaseUrl));
        var targets = Replicas.Select(RouteTarget.WithoutPath).Distinct().ToList();
        return targets.Count < 2
            ? new Route(routespec, RouteTarget.WithoutPath(targets.FirstOrDefault() ?? Url), RouteData.ForHub)
            : new Route(routespec, targets[0], RouteData.ForHubs(new TargetGroup(targets, $"{BaseUrl}hub/health/ready")));
    }
}
