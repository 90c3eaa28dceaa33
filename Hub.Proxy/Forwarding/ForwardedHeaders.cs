using Microsoft.Extensions.Primitives;

namespace Hub.Proxy.Forwarding;

/// <summary>The X-Forwarded headers: what the client's own said, continued by this hop.</summary>
internal struct ForwardedHeaders
{
    private string? _for;
    private string? _port;
    private string? _proto;
    private string? _host;

    /// <summary>Keeps the value if the header is one of the four.</summary>
    public bool TryTake(string name, StringValues values)
    {
        const string prefix = "X-Forwarded-";
        if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var value = values.Count == 1 ? values[0] : string.Join(", ", values.ToArray());
        if (value is null || value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) return true;
        switch (name[prefix.Length..].ToLowerInvariant())
        {
            case "for": _for = value; return true;
            case "port": _port = value; return true;
            case "proto": _proto = value; return true;
            case "host": _host = value; return true;
            default: return false;
        }
    }

    public readonly void Append(HeadBuffer head, Exchange exchange, string host, bool upgrade)
    {
        Append(head, "X-Forwarded-For"u8, _for, exchange.RemoteAddress);
        Append(head, "X-Forwarded-Port"u8, _port, PortOf(host, exchange.IsSecure));
        var proto = upgrade ? (exchange.IsSecure ? "wss" : "ws") : exchange.IsSecure ? "https" : "http";
        Append(head, "X-Forwarded-Proto"u8, _proto, proto);
        // As configurable-http-proxy: the host is not added to upgrades, and a given one stays.
        if (_host is not null || (!upgrade && host.Length > 0)) head.AppendHeader("X-Forwarded-Host"u8, _host ?? host);
    }

    private static void Append(HeadBuffer head, ReadOnlySpan<byte> name, string? existing, ReadOnlySpan<char> own)
    {
        // A client on a unix socket has no address to add.
        if (own.IsEmpty && existing is null) return;
        head.Append(name);
        head.Append(": "u8);
        head.Append(existing);
        if (!string.IsNullOrEmpty(existing) && !own.IsEmpty) head.Append(","u8);
        head.Append(own);
        head.Append("\r\n"u8);
    }

    private static ReadOnlySpan<char> PortOf(ReadOnlySpan<char> host, bool secure)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon >= 0 && host[(colon + 1)..] is { IsEmpty: false } digits && digits.IndexOfAnyExceptInRange('0', '9') < 0;
        return hasPort ? host[(colon + 1)..] : secure ? "443" : "80";
    }
}
