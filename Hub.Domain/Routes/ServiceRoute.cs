namespace Hub.Domain.Routes;

/// <summary>A JupyterHub service with pages behind the proxy.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Url">Where the proxy reaches it; a path is of no matter.</param>
/// <param name="Host">The service's own host, when routing goes by host.</param>
public sealed record ServiceRoute(string Service, string Url, string? Host = null)
{
    public Route ToRoute(string baseUrl) =>
        new(Routespec.ForService(baseUrl, Service, Host), RouteTarget.WithoutPath(Url), RouteData.ForService(Service));
}
