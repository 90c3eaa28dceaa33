using Microsoft.AspNetCore.Http.Features;

namespace Hub.Api.Wire.Paths;

/// <summary>The path of a request as it stood in the request line, before anything was decoded or tidied.</summary>
public static class RawPath
{
    /// <summary>
    /// Stands for an empty segment, which routing would skip. No request line can hold this character, so it never meets a real name.
    /// </summary>
    public const string EmptySegment = "\u0001";

    /// <summary>Stands before a path that is not under the base URL, so that only a route for everything meets it.</summary>
    public const string Outside = "/" + EmptySegment;

    /// <summary>The path of a request as its sender wrote it, base URL and all.</summary>
    public static string Of(HttpRequest request) =>
        Of(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) ?? "/";

    /// <summary>Cuts a request target down to its path; null where there is none (<c>*</c>, <c>host:port</c>).</summary>
    public static string? Of(string target)
    {
        var start = PathStart(target);
        if (start < 0)
            return null;
        if (start == target.Length)
            return "/";
        var end = target.AsSpan(start).IndexOfAny('?', '#');
        if (end == 0)
            return "/";
        return start == 0 && end < 0 ? target : end < 0 ? target[start..] : target.Substring(start, end);
    }

    /// <summary>
    /// The form of an API path that is handed to routing: the alias becomes the prefix, and every empty segment becomes visible, so
    /// that <c>users/</c> is not <c>users</c> and <c>servers/</c> can mean the default server.
    /// </summary>
    public static string ForRouting(string path)
    {
        if (ApiPaths.IsUnder(path, ApiPaths.Alias))
            path = string.Concat("/hub", path);
        else if (!ApiPaths.IsUnder(path, ApiPaths.Prefix))
            return path;

        if (path.Length == ApiPaths.Prefix.Length + 1)
            return ApiPaths.Prefix;
        if (path[^1] != '/' && !path.Contains("//", StringComparison.Ordinal))
            return path;
        return string.Join('/', path.Split('/').Select((segment, i) => i > 0 && segment.Length == 0 ? EmptySegment : segment));
    }

    private static int PathStart(string target)
    {
        if (target.Length == 0 || target[0] == '/')
            return target.Length == 0 ? -1 : 0;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || target.AsSpan(0, scheme).ContainsAny('/', '?'))
            return -1;
        var end = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
        return end < 0 ? target.Length : scheme + 3 + end;
    }
}
