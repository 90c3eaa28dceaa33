using Hub.Api.Login;
using Hub.Api.Wire.Paths;
using Hub.Domain.Configuration;

namespace Hub.Api.Pages;

/// <summary>The addresses of the hub's own pages, and of what they lead to.</summary>
public sealed class HubLinks(HubUrls urls)
{
    public string Base => urls.BaseUrl;

    /// <summary>The hub's prefix, with a slash at its end.</summary>
    public string Prefix => urls.HubPrefix;

    public string Home => $"{Prefix}home";

    public string Logout => $"{Prefix}logout";

    public string Login(string? next = null) => next is null ? $"{Prefix}login" : RequestTarget.With($"{Prefix}login", "next", next);

    /// <summary>Starts the user's own default server.</summary>
    public string Spawn() => $"{Prefix}spawn";

    public string Spawn(string user, string server) => $"{Prefix}spawn/{Full(user, server)}";

    public string SpawnPending(string user, string server) => $"{Prefix}spawn-pending/{Full(user, server)}";

    /// <summary>The server itself, behind the proxy.</summary>
    public string Server(string user, string server) => $"{urls.BaseUrl}user/{Full(user, server)}/";

    public string Service(string name) => $"{urls.BaseUrl}services/{PathName.Encode(name)}/";

    /// <summary>The events of a start, for a script on one of our pages.</summary>
    public string Progress(string user, string server) => server.Length == 0
        ? $"{Prefix}api/users/{PathName.Encode(user)}/server/progress"
        : $"{Prefix}api/users/{PathName.Encode(user)}/servers/{PathName.Encode(server)}/progress";

    private static string Full(string user, string server) =>
        server.Length == 0 ? PathName.Encode(user) : $"{PathName.Encode(user)}/{PathName.Encode(server)}";
}
