using Hub.Domain.Configuration;
using Hub.Domain.Routes;

namespace Hub.Domain.Servers;

/// <summary>Where a server is: for users, for the proxy, and for the hub's own look at it.</summary>
public sealed class ServerAddresses(HubUrls urls)
{
    public string Describe(Server server) => ServerNames.Describe(server.User!.Name, server.Name);

    public (Routespec Routespec, RouteData Data) Route(Server server) =>
        (Routespec.ForServer(urls.BaseUrl, server.User!.Name, server.Name), RouteData.ForServer(server.User.Name, server.Name));

    /// <summary>The path, which is also the server's URL as seen from the hub's own pages.</summary>
    public string Path(Server server) => Path(server.User!.Name, server.Name);

    public string Path(string user, string serverName) => Routespec.ForServer(urls.BaseUrl, user, serverName).Text;

    /// <summary>The whole URL for users elsewhere; null when the hub does not know how it is called from outside.</summary>
    public string? FullUrl(string user, string serverName) => urls.PublicHost.Length == 0 ? null : urls.PublicHost + Path(user, serverName);

    /// <summary>The path of the progress stream of a start.</summary>
    public string ProgressPath(string user, string serverName)
    {
        var server = Path(user, serverName)[(urls.BaseUrl.Length + "user/".Length)..].TrimEnd('/');
        var slash = server.IndexOf('/');
        return slash < 0
            ? $"{urls.HubPrefix}api/users/{server}/server/progress"
            : $"{urls.HubPrefix}api/users/{server[..slash]}/servers/{server[(slash + 1)..]}/progress";
    }

    public string? FullProgressUrl(string user, string serverName) =>
        urls.PublicHost.Length == 0 ? null : urls.PublicHost + ProgressPath(user, serverName);

    /// <summary>What is asked until it answers, to know that a server is up.</summary>
    public Uri Probe(Server server) => new($"{server.Address}{Path(server)}api");
}
