namespace Hub.Domain.Routes;

/// <summary>The target of a route to something that serves the whole path of its route itself.</summary>
internal static class RouteTarget
{
    /// <summary>Scheme, host and port alone: a path in a target is put in front of every request's path.</summary>
    public static string WithoutPath(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var path = url.IndexOf('/', scheme < 0 ? 0 : scheme + 3);
        return path < 0 ? url : url[..path];
    }
}
