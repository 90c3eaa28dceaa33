using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Api.SingleUser;

/// <summary>Where the server listens, as <c>JUPYTERHUB_SERVICE_URL</c> says it.</summary>
/// <param name="Host">An address or a name; empty for all interfaces.</param>
public sealed record BindAddress(string Host, int Port)
{
    private const string Scheme = "http://";

    /// <summary>Reads a URL whose host may be empty, which <see cref="Uri"/> does not allow.</summary>
    /// <returns>Null, and what is wrong, for a URL that cannot be bound.</returns>
    public static BindAddress? Parse(string url, out string mistake)
    {
        mistake = "";
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            mistake = "the built-in server speaks plain http only; install jupyterhub-singleuser for TLS between hub and servers";
            return null;
        }

        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || Split(url[Scheme.Length..].Split('/', 2)[0]) is not { } address)
        {
            mistake = "it is not of the form http://<address>:<port>/<prefix>/";
            return null;
        }

        return address;
    }

    /// <summary>Listens there; a name is looked up first, and each of its addresses is used.</summary>
    public async Task<Action<KestrelServerOptions>> ListenAsync(CancellationToken ct)
    {
        if (Host.Length == 0)
            return kestrel => kestrel.ListenAnyIP(Port);
        if (Host == "localhost")
            return kestrel => kestrel.ListenLocalhost(Port);
        var addresses = IPAddress.TryParse(Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(Host, ct);
        return kestrel => Array.ForEach(addresses, each => kestrel.Listen(each, Port));
    }

    private static BindAddress? Split(string authority)
    {
        var end = authority.StartsWith('[') ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        if (authority.StartsWith('[') && (end == 0 || !IPAddress.TryParse(authority[1..(end - 1)], out _)))
            return null;
        var host = end < 0 ? authority : authority[..end];
        var rest = end < 0 ? "" : authority[end..];
        return rest switch
        {
            "" when host.Length > 0 => new BindAddress(host.Trim('[', ']'), 80),
            [':', .. var digits] when Port16(digits) is { } port => new BindAddress(host.Trim('[', ']'), port),
            _ => null,
        };
    }

    private static int? Port16(string digits) =>
        ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
