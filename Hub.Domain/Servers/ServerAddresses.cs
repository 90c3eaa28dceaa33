using Hub.Domain.Configuration;
using Hub.Domain.Routes;

namespace Hub.Domain.Servers;

/// <summary>Where a server is: for users, for the proxy, and for the hub's own look at it.</summary>
public sealed class ServerAddresses(HubUrls urls)
{
    public string Describe(Server server) => ServerNames.Describe(server.User!.Name, server.Name);

    public (Routespec Routespec, RouteData Data) Route(Server server) =>
        (Routespec.ForServer(urls.BaseUrl, server.User!.Name, server.Name, urls.UserDomain(server.User.Name)), RouteData.ForServer(server.User.Name, server.Name));

    /// <summary>The path the server answers under.</summary>
    public string Path(Server server) => Path(server.User!.Name, server.Name);

    public string Path(string user, string serverName) => Routespec.ForServer(urls.BaseUrl, user, serverName).Text;

    /// <summary>The server's URL as seen from the hub's own pages: its path, led by the user's own host where users have one.</summary>
    public string Url(string user, string serverName) => urls.UserOrigin(user) + Path(user, serverName);

    /// <summary>Scheme, host and port of a user's own host; empty where users have none.</summary>
    public string Origin(string user) => urls.UserOrigin(user);

    /// <summary>The whole URL for users elsewhere; null when the hub does not know how it is called from outside.</summary>
    public string? FullUrl(string user, string serverName) =>
        urls.HasSubdomains ? Url(user, serverName) : urls.PublicHost.Length == 0 ? null : urls.PublicHost + Path(user, serverName);

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
