namespace Hub.Proxy.Forwarding;

/// <summary>Cuts a route's own path off a raw request path.</summary>
internal static class RoutePrefix
{
    /// <summary>
    /// What follows the first <paramref name="segments"/> segments; empty if nothing does. Segments are counted, not characters, because the
    /// path may spell the route's name with other escapes; an escaped slash separates segments as it does for routing.
    /// </summary>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> path, int segments)
    {
        if (segments == 0) return path;
        var at = SkipSlashes(path, 0);
        for (var i = 0; i < segments; i++)
        {
            while (at < path.Length && SlashLength(path[at..]) == 0) at++;
            if (i < segments - 1 && at < path.Length) at += SlashLength(path[at..]);
        }

        var rest = path[at..];
        if (rest.IsEmpty) return rest;
        return rest[0] == '/' ? rest : "/" + rest[3..].ToString();
    }

    private static int SkipSlashes(ReadOnlySpan<char> path, int at)
    {
        while (at < path.Length && SlashLength(path[at..]) is var length and > 0) at += length;
        return at;
    }

    private static int SlashLength(ReadOnlySpan<char> at) =>
        at[0] == '/' ? 1 : at.StartsWith("%2f", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
}
