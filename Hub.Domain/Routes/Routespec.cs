using Hub.Domain.Errors;

namespace Hub.Domain.Routes;

/// <summary>What a route is for: a path prefix (<c>/user/ada/</c>), led by a host when routing goes by host (<c>ada.example.org/user/ada/</c>).</summary>
/// <remarks>Kept in one spelling, so that equal routes are equal texts: ends in <c>/</c>, every path part percent-encoded once.</remarks>
public sealed record Routespec : IComparable<Routespec>
{
    public static readonly Routespec Root = new("/");

    private Routespec(string text) => Text = text;

    public string Text { get; }

    public bool HasHost => Text[0] != '/';

    /// <summary>False for a name that no request can carry: one of dots alone, or one that ends in a slash and would take in more than its own.</summary>
    public bool Routable => !PathParts.HasDots(Text) && !Text.EndsWith("%2F/", StringComparison.Ordinal);

    /// <summary>Reads a routespec as people write it: the last slash may be missing, and path parts may be encoded or not.</summary>
    public static Routespec Parse(string text) =>
        TryParse(text) ?? throw new InvalidInputException($"'{text}' is no routespec: its path is not valid percent-encoded UTF-8");

    public static Routespec? TryParse(string text)
    {
        var slash = text.IndexOf('/');
        var host = (slash < 0 ? text : text[..slash]).ToLowerInvariant();
        var path = slash < 0 ? "" : text[slash..];
        var names = path.Trim('/').Split('/').Select(PathParts.Decode).ToList();
        return names.Contains(null) ? null : From(host, string.Join('/', names.OfType<string>().Select(PathParts.Encode)));
    }

    public static Routespec ForServer(string baseUrl, string user, string serverName, string? host = null) =>
        serverName.Length == 0 ? ForNames(baseUrl, host, "user", user) : ForNames(baseUrl, host, "user", user, serverName);

    public static Routespec ForService(string baseUrl, string service, string? host = null) => ForNames(baseUrl, host, "services", service);

    /// <summary>The key of this route in a routing table of configurable-http-proxy, which decodes what it is sent.</summary>
    /// <remarks>Slashes at the end are dropped there, encoded ones too.</remarks>
    public string ToTableKey() => "/" + Uri.UnescapeDataString(Text.Trim('/')).TrimEnd('/');

    /// <summary>Reads a key of such a table. Where a name held a slash, the key alone no longer tells.</summary>
    public static Routespec FromTableKey(string key, bool hostRouting)
    {
        var path = string.Join('/', key.Trim('/').Split('/').Select(PathParts.Encode));
        var slash = path.IndexOf('/');
        if (!hostRouting || path.Length == 0)
            return From("", path);
        return slash < 0 ? From(path, "") : From(path[..slash], path[(slash + 1)..]);
    }

    /// <summary>The path below <c>/api/routes</c> that names this route to the proxy.</summary>
    public string ToApiPath()
    {
        var path = Text.Trim('/');
        while (path.EndsWith("%2F", StringComparison.Ordinal))
            path = path[..^3].TrimEnd('/');
        // A part that is only dots would be taken for "this folder" or "the one above" on the way, and another route would be hit.
        // Encoded slashes keep the parts together; the proxy decodes them as it stores the key.
        return "/" + (PathParts.HasDots(path) ? path.Replace("/", "%2F", StringComparison.Ordinal) : path);
    }

    public int CompareTo(Routespec? other) => string.CompareOrdinal(Text, other?.Text);

    public override string ToString() => Text;

    private static Routespec ForNames(string baseUrl, string? host, params ReadOnlySpan<string> names)
    {
        var path = baseUrl.Trim('/');
        foreach (var name in names)
            path += "/" + PathParts.Encode(name);
        return From(host?.ToLowerInvariant() ?? "", path.Trim('/'));
    }

    private static Routespec From(string host, string path) => new(path.Length == 0 ? host + "/" : $"{host}/{path}/");
}
