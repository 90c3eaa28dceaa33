using Hub.Proxy.Upstream;

namespace Hub.Proxy.Forwarding;

/// <summary>Turns redirects that name the backend into ones that name the proxy, if asked to.</summary>
internal static class LocationRewrite
{
    public static string Apply(ForwardingRules rules, Exchange exchange, TargetAddress address, string location)
    {
        if (!rules.AutoRewrite && rules.ProtocolRewrite is null) return location;
        if (exchange.Answer.Status is not (201 or 301 or 302 or 307 or 308)) return location;
        return Rewrite(location, address, rules.AutoRewrite ? exchange.RequestHeaders.Host.ToString() : "", rules.ProtocolRewrite);
    }

    /// <param name="host">Takes the place of the target's host and port; empty leaves them.</param>
    /// <param name="protocol">Takes the place of the scheme; null leaves it.</param>
    public static string Rewrite(string location, TargetAddress target, string host, string? protocol)
    {
        var schemeEnd = location.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0) return location;
        var scheme = location[..schemeEnd];
        var authorityStart = schemeEnd + 3;
        var length = location.AsSpan(authorityStart).IndexOfAny('/', '?', '#');
        var authority = length < 0 ? location[authorityStart..] : location.Substring(authorityStart, length);
        if (!IsTarget(authority, scheme, target)) return location;
        return $"{protocol ?? scheme}://{(host.Length > 0 ? host : authority)}{location[(authorityStart + authority.Length)..]}";
    }

    private static bool IsTarget(string authority, string scheme, TargetAddress target)
    {
        // A default port may be written out or not: both name the same place.
        var bracket = authority.LastIndexOf(']');
        var hasPort = authority.LastIndexOf(':') > bracket;
        var full = hasPort ? authority : authority + (scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80");
        return full.Equals(target.HostAndPort, StringComparison.OrdinalIgnoreCase);
    }
}
