using System.Globalization;
using System.Net;
using Hub.Proxy.Routes;

namespace Hub.Proxy.Upstream;

/// <summary>A route's target taken apart: how to connect, and what to put before the path.</summary>
internal sealed record TargetAddress
{
    /// <summary>Connections to the same origin share a pool.</summary>
    public required string Origin { get; init; }

    public required bool Secure { get; init; }

    /// <summary>Host name or address without brackets; the socket's path for <c>http+unix</c>.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required bool IsUnixSocket { get; init; }

    /// <summary>The target's path without its last slash: empty for the root.</summary>
    public required string BasePath { get; init; }

    /// <summary>The target's query without question mark.</summary>
    public required string Query { get; init; }

    /// <summary>What a <c>Host</c> header of this target says.</summary>
    public required string HostHeader { get; init; }

    /// <summary>The origin's <c>host:port</c>, the port always written out.</summary>
    public string HostAndPort => $"{BracketedHost}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string BracketedHost => Host.Contains(':') ? $"[{Host}]" : Host;

    public static TargetAddress Parse(string target) => TryParse(target) ?? throw new FormatException($"'{target}' is not an http, https or http+unix URL");

    public static TargetAddress? TryParse(string target)
    {
        var schemeEnd = target.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0) return null;
        var scheme = target[..schemeEnd].ToLowerInvariant();
        var rest = target.AsSpan(schemeEnd + 3);
        if (rest.IndexOf('#') is var fragment and >= 0) rest = rest[..fragment];
        var authorityEnd = rest.IndexOfAny('/', '?');
        var authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        var tail = authorityEnd < 0 ? default : rest[authorityEnd..];
        if (authority.LastIndexOf('@') is var user and >= 0) authority = authority[(user + 1)..];
        if (authority.IsEmpty || !HasOnlyVisible(tail)) return null;

        var question = tail.IndexOf('?');
        var path = (question < 0 ? tail : tail[..question]).ToString();
        var query = question < 0 ? "" : tail[(question + 1)..].ToString();
        return scheme switch
        {
            "http" or "https" => Network(authority, scheme == "https", path, query),
            "http+unix" or "unix+http" => UnixSocket(authority, path, query),
            _ => null,
        };
    }

    private static TargetAddress? UnixSocket(ReadOnlySpan<char> authority, string path, string query)
    {
        if (!RoutePath.TryDecode(authority, out var file)) return null;
        return new TargetAddress
        {
            Origin = "unix:" + file,
            Secure = false,
            Host = file,
            Port = 0,
            IsUnixSocket = true,
            BasePath = path.TrimEnd('/'),
            Query = query,
            HostHeader = "localhost",
        };
    }

    private static TargetAddress? Network(ReadOnlySpan<char> authority, bool secure, string path, string query)
    {
        var port = secure ? 443 : 80;
        var bracket = authority.LastIndexOf(']');
        var colon = authority[(bracket + 1)..].LastIndexOf(':');
        var host = authority;
        if (colon >= 0)
        {
            colon += bracket + 1;
            var digits = authority[(colon + 1)..];
            if (!digits.IsEmpty && !TryPort(digits, out port)) return null;
            host = authority[..colon];
        }

        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
        {
            host = host[1..^1];
            if (!IPAddress.TryParse(host, out _)) return null;
        }

        var name = host.ToString();
        if (name.Length == 0 || Uri.CheckHostName(name) == UriHostNameType.Unknown) return null;
        var shown = name.Contains(':') ? $"[{name}]" : name;
        var hostHeader = port == (secure ? 443 : 80) ? shown : $"{shown}:{port.ToString(CultureInfo.InvariantCulture)}";
        return new TargetAddress
        {
            Origin = $"{(secure ? "https" : "http")}://{hostHeader.ToLowerInvariant()}",
            Secure = secure,
            Host = name,
            Port = port,
            IsUnixSocket = false,
            BasePath = path.TrimEnd('/'),
            Query = query,
            HostHeader = hostHeader,
        };
    }

    private static bool TryPort(ReadOnlySpan<char> digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    // What would break the request line must not get there; a space in a target is no URL.
    private static bool HasOnlyVisible(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('!', '~') < 0;
}
