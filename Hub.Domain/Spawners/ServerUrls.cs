using System.Globalization;

namespace Hub.Domain.Spawners;

/// <summary>The addresses and names under which a server is known, with JupyterHub's own escaping.</summary>
public static class ServerUrls
{
    /// <summary>Percent-encodes in UTF-8 all but the unreserved characters and <c>@</c>, as in paths.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name).Replace("%40", "@", StringComparison.Ordinal);

    /// <summary>
    /// The id of the server's OAuth client; it becomes the name of a cookie, so its escaping is not that of paths. Dashes of the user's
    /// name are escaped too: <c>b</c> of <c>a</c> must not be the server of <c>a-b</c>.
    /// </summary>
    public static string ClientId(string userName, string serverName)
    {
        var user = Quote(userName).Replace("-", "%2D", StringComparison.Ordinal);
        return serverName.Length == 0 ? $"jupyterhub-user-{user}" : $"jupyterhub-user-{user}-{Quote(serverName)}";
    }

    /// <summary>The address to bind: an empty ip stays empty, which is all interfaces.</summary>
    public static string Bind(string scheme, string ip, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{scheme}://{Bracketed(ip)}:{port}");

    /// <summary>Where others on the machine reach what listens on an ip.</summary>
    public static Uri Reach(string scheme, string ip, int port) =>
        new(Bind(scheme, ip is "" or "0.0.0.0" ? "127.0.0.1" : ip is "::" ? "::1" : ip, port));

    private static string Bracketed(string ip) => ip.Contains(':') && !ip.StartsWith('[') ? $"[{ip}]" : ip;

    private static string Quote(string name) => Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal);
}
