using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hub.Domain.Configuration;

/// <summary>Where to listen or connect: scheme, host and port, or the path of a Unix socket.</summary>
/// <param name="Scheme"><c>http</c>, <c>https</c> or <c>http+unix</c>.</param>
/// <param name="Ip">Address or host name without brackets; empty means all interfaces.</param>
/// <param name="Port">The port; 0 for a socket.</param>
/// <param name="SocketPath">The path of the Unix socket, or null.</param>
/// <param name="Path">The path of the URL, empty where it had none.</param>
public sealed record HubAddress(string Scheme, string Ip, int Port, string? SocketPath, string Path)
{
    /// <summary>Whether this means every interface of the machine.</summary>
    public bool IsAnyInterface => SocketPath is null && Ip is "" or "0.0.0.0" or "::";

    /// <summary>Scheme, host and port as a URL has them, without a path.</summary>
    public string Origin => SocketPath is null
        ? $"{Scheme}://{(Ip.Contains(':') ? $"[{Ip}]" : Ip)}:{Port}"
        : $"{Scheme}://{Uri.EscapeDataString(SocketPath)}";

    public string Url => Origin + Path;

    /// <summary>Reads a URL whose host may be empty or <c>*</c>, which .NET's own parser refuses.</summary>
    public static bool TryParse(string url, [NotNullWhen(true)] out HubAddress? address)
    {
        address = null;
        var schemeEnd = url.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
            return false;
        var scheme = url[..schemeEnd] is "unix+http" ? "http+unix" : url[..schemeEnd].ToLowerInvariant();
        var rest = url[(schemeEnd + 3)..];
        var pathStart = rest.IndexOf('/');
        var (authority, path) = pathStart < 0 ? (rest, "") : (rest[..pathStart], rest[pathStart..]);
        if (path.Contains('?') || path.Contains('#') || authority.Contains('@'))
            return false;
        address = scheme switch
        {
            "http+unix" when authority.Length > 0 => new HubAddress(scheme, "", 0, Uri.UnescapeDataString(authority), path),
            "http" or "https" => FromAuthority(scheme, authority, path),
            _ => null,
        };
        return address is not null;
    }

    private static HubAddress? FromAuthority(string scheme, string authority, string path)
    {
        var (host, portText) = Split(authority);
        var port = scheme == "https" ? 443 : 80;
        if (portText.Length > 0 && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
            return null;
        var isName = host.Length == 0 || Uri.CheckHostName(host) != UriHostNameType.Unknown;
        return host == "*" || isName ? new HubAddress(scheme, host == "*" ? "" : host, port, null, path) : null;
    }

    private static (string Host, string Port) Split(string authority)
    {
        if (authority.StartsWith('[') && authority.IndexOf(']') is > 0 and var end)
            return (authority[1..end], authority[(end + 1)..].TrimStart(':'));
        var colon = authority.LastIndexOf(':');
        return colon < 0 ? (authority, "") : (authority[..colon], authority[(colon + 1)..]);
    }
}
