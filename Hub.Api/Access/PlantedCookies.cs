using System.Net;

namespace Hub.Api.Access;

/// <summary>For which paths and domains a page can have set a cookie that comes with a request.</summary>
public static class PlantedCookies
{
    private const int Most = 8;

    /// <summary>All beginnings of the path at a slash, with it and without, and the path itself.</summary>
    public static IEnumerable<string> Paths(string path)
    {
        var found = new List<string> { "/" };
        for (var slash = path.IndexOf('/', 1); slash > 0 && found.Count < Most; slash = path.IndexOf('/', slash + 1))
            found.AddRange([path[..slash], path[..(slash + 1)]]);
        found.Add(path);
        // No cookie can have such a path.
        return found.Where(one => !one.Contains(';') && !one.Contains(',')).Distinct();
    }

    /// <summary>Null for the host alone, then the host and every domain above it; browsers pass over those nobody may have cookies for.</summary>
    public static IEnumerable<string?> Domains(string host)
    {
        yield return null;
        if (IPAddress.TryParse(host, out _))
            yield break;
        for (var count = 0; count < Most && host.Contains('.'); count++)
        {
            yield return host;
            host = host[(host.IndexOf('.') + 1)..];
        }
    }
}
