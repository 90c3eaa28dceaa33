namespace Hub.Api.Access;

/// <summary>
/// All values a browser sends under one cookie name. There can be several: pages of a single-user server share our host and may
/// set a cookie of our name for another path. Which one comes first is up to whoever set them, so none is trusted for its place.
/// </summary>
public static class CookieValues
{
    public static IReadOnlyList<string> Of(HttpRequest request, string name)
    {
        var values = new List<string>();
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                var equals = part.IndexOf('=');
                if (equals > 0 && part.AsSpan(0, equals).SequenceEqual(name) && !values.Contains(part[(equals + 1)..]))
                    values.Add(part[(equals + 1)..]);
            }
        }

        return values;
    }
}
