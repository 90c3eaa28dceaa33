using Hub.Api.Login;
using Hub.Api.Wire.Paths;
using Hub.Domain.Configuration;

namespace Hub.Api.Pages;

/// <summary>The addresses of the hub's own pages.</summary>
public sealed class HubLinks(HubUrls urls)
{
    /// <summary>The path of the whole deployment.</summary>
    public string Base => urls.BaseUrl;

    /// <summary>The hub's prefix, with a slash at its end.</summary>
    public string Prefix => urls.HubPrefix;

    public string Home => $"{Prefix}home";

    public string Token => $"{Prefix}token";

    public string Admin => $"{Prefix}admin";

    public string Logout => $"{Prefix}logout";

    public string Login(string? next = null) => next is null ? $"{Prefix}login" : RequestTarget.With($"{Prefix}login", "next", next);

    /// <summary>Starts the user's own default server.</summary>
    public string Spawn() => $"{Prefix}spawn";

    public string Spawn(string user, string server) => $"{Prefix}spawn/{Full(user, server)}";

    public string SpawnPending(string user, string server) => $"{Prefix}spawn-pending/{Full(user, server)}";

    public string Service(string name) => $"{urls.ServiceOrigin(name)}{urls.BaseUrl}services/{PathName.Encode(name)}/";

    private static string Full(string user, string server) =>
        server.Length == 0 ? PathName.Encode(user) : $"{PathName.Encode(user)}/{PathName.Encode(server)}";
}
