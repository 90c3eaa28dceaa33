using System.Globalization;
using System.Net;
using Hub.Proxy.Routes;

namespace Hub.Proxy.Upstream;

/// <summary>
/// A route's target taken apart: how to connect, and what to put before the path. Every route has one, so what can be read
/// off the origin is not kept beside it.
/// </summary>
internal sealed record TargetAddress
{
    private const string UnixPrefix = "unix:";

    /// <summary>Scheme, host in lower case, and port if it is not the scheme's own. Connections to the same origin share a pool.</summary>
    public required string Origin { get; init; }

    public required int Port { get; init; }

    /// <summary>The target's path without its last slash: empty for the root.</summary>
    public required string BasePath { get; init; }

    /// <summary>The target's path ended in a slash.</summary>
    public required bool HasLastSlash { get; init; }

    /// <summary>The target's query without question mark.</summary>
    public required string Query { get; init; }

    public bool Secure => Origin.StartsWith("https:", StringComparison.Ordinal);

    public bool IsUnixSocket => Origin.StartsWith(UnixPrefix, StringComparison.Ordinal);

    /// <summary>Host name or address without brackets; the socket's path for <c>http+unix</c>.</summary>
    public string Host => IsUnixSocket ? Origin[UnixPrefix.Length..] : WithoutPort(HostHeader).Trim("[]").ToString();

    /// <summary>What a <c>Host</c> header of this target says.</summary>
    public ReadOnlySpan<char> HostHeader => IsUnixSocket ? "localhost" : Origin.AsSpan(Origin.IndexOf("://", StringComparison.Ordinal) + 3);

    /// <summary>The origin's <c>host:port</c>, the port always written out.</summary>
    public string HostAndPort => $"{WithoutPort(HostHeader)}:{Port.ToString(CultureInfo.InvariantCulture)}";

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
            "http" or "https" => Network(target, authority, scheme == "https", path, query),
            "http+unix" or "unix+http" => UnixSocket(authority, path, query),
            _ => null,
        };
    }

    private static TargetAddress? UnixSocket(ReadOnlySpan<char> authority, string path, string query)
    {
        if (!RoutePath.TryDecode(authority, out var file)) return null;
        return new TargetAddress
        {
            Origin = UnixPrefix + file,
            Port = 0,
            BasePath = path.TrimEnd('/'),
            HasLastSlash = path.EndsWith('/'),
            Query = query,
        };
    }

    private static TargetAddress? Network(string target, ReadOnlySpan<char> authority, bool secure, string path, string query)
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
        var origin = $"{(secure ? "https" : "http")}://{shown.ToLowerInvariant()}";
        if (port != (secure ? 443 : 80)) origin += $":{port.ToString(CultureInfo.InvariantCulture)}";
        return new TargetAddress
        {
            // Nearly always the same text, which then is there once.
            Origin = origin == target ? target : origin,
            Port = port,
            BasePath = path.TrimEnd('/'),
            HasLastSlash = path.EndsWith('/'),
            Query = query,
        };
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> hostAndPort)
    {
        var colon = hostAndPort[(hostAndPort.LastIndexOf(']') + 1)..].LastIndexOf(':');
        return colon < 0 ? hostAndPort : hostAndPort[..(hostAndPort.LastIndexOf(']') + 1 + colon)];
    }

    private static bool TryPort(ReadOnlySpan<char> digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    // What would break the request line must not get there; a space in a target is no URL.
    private static bool HasOnlyVisible(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('!', '~') < 0;
}
