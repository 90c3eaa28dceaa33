using System.Buffers;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.Wire.Headers;

/// <summary>
/// Believes a proxy of ours about the client: its address, and the scheme and host that its browser sees. Anybody else's word on that
/// is ignored, because cookies and URLs are made from it.
/// </summary>
public sealed class ForwardedMiddleware(RequestDelegate next, WireOptions options)
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]");

    private readonly IReadOnlyList<IPNetwork> trusted = options.TrustedProxies;

    public Task InvokeAsync(HttpContext context)
    {
        // No address at all means a socket of this machine.
        if (context.Connection.RemoteIpAddress is not { } peer || IsTrusted(peer))
        {
            var headers = context.Request.Headers;
            if (Scheme(headers) is { } scheme)
                context.Request.Scheme = scheme;
            if (Host(headers[options.ForwardedHostHeader]) is { } host)
                context.Request.Host = new HostString(host);
            if (Client(headers["X-Forwarded-For"]) is { } client)
                context.Connection.RemoteIpAddress = client;
        }

        return next(context);
    }

    private bool IsTrusted(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return true;
        if (trusted.Count == 0)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var network in trusted)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>The first of several proxies is the one that the browser talks to.</summary>
    private static string? Scheme(IHeaderDictionary headers)
    {
        var given = headers.TryGetValue("X-Scheme", out var scheme) ? scheme : headers["X-Forwarded-Proto"];
        if (StringValues.IsNullOrEmpty(given))
            return null;
        var first = First(given[0]);
        if (first.Equals("https", StringComparison.OrdinalIgnoreCase))
            return "https";
        return first.Equals("http", StringComparison.OrdinalIgnoreCase) ? "http" : null;
    }

    private static string? Host(StringValues given)
    {
        if (StringValues.IsNullOrEmpty(given))
            return null;
        var first = First(given[0]);
        return first.IsEmpty || first.ContainsAnyExcept(HostCharacters) ? null : first.Length == given[0]!.Length ? given[0] : first.ToString();
    }

    /// <summary>The last address that is not one of our proxies: what stands before it, the client could have written itself.</summary>
    private IPAddress? Client(StringValues given)
    {
        IPAddress? client = null;
        for (var line = given.Count - 1; line >= 0; line--)
        {
            var rest = given[line].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf(',');
                if (!IPAddress.TryParse(rest[(comma + 1)..].Trim(), out var address))
                    return client;
                client = address;
                if (!IsTrusted(address))
                    return client;
                rest = comma < 0 ? [] : rest[..comma];
            }
        }

        return client;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> list)
    {
        var comma = list.IndexOf(',');
        return (comma < 0 ? list : list[..comma]).Trim();
    }
}
