using Hub.Domain.Errors;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Api.Wire.Paths;

/// <summary>
/// Runs right after routing. Decodes the names in the route, so that controllers and authorisation see real ones, and answers by
/// itself, before anybody is asked for credentials, what needs no controller: unknown API paths, wrong methods, OPTIONS.
/// </summary>
public sealed class RouteNamesMiddleware(RequestDelegate next)
{
    /// <summary>The one name that may be empty: that of the default server.</summary>
    private const string MayBeEmpty = "server_name";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
            throw new InvalidInputException(ZeroByte.Refusal);
        var path = context.Request.Path;
        var isApi = ApiPaths.IsApi(path);
        var endpoint = context.GetEndpoint();
        var exists = endpoint switch
        {
            RouteEndpoint route => IsExact(route.RoutePattern, path, isApi) && DecodeNames(context.Request.RouteValues),
            not null => !isApi || IsPossible(path.Value!),
            null => !isApi,
        };
        if (!exists)
            return End(context, StatusCodes.Status404NotFound);

        if (isApi && HttpMethods.IsOptions(context.Request.Method))
            return End(context, StatusCodes.Status200OK);

        // Routing's own refusals (405 with Allow) are endpoints too, but without a route.
        return endpoint is { RequestDelegate: { } refuse } and not RouteEndpoint ? refuse(context) : next(context);
    }

    private static Task End(HttpContext context, int status)
    {
        context.SetEndpoint(null);
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Routing ignores the case of letters; JupyterHub's paths do not.</summary>
    private static bool IsExact(RoutePattern pattern, PathString path, bool isApi)
    {
        if (!isApi)
            return !path.StartsWithSegments(ApiPaths.Prefix, StringComparison.OrdinalIgnoreCase) && !EndsInVain(pattern, path.Value!);

        // A route for everything is for pages.
        if (pattern.PathSegments.Count == 0 || pattern.PathSegments[0].Parts[0] is not RoutePatternLiteralPart)
            return false;
        var rest = path.Value.AsSpan();
        foreach (var segment in pattern.PathSegments)
        {
            if (rest.IsEmpty)
                return true;
            rest = rest[1..];
            var end = rest.IndexOf('/');
            var actual = end < 0 ? rest : rest[..end];
            if (segment.IsSimple && segment.Parts[0] is RoutePatternLiteralPart literal && !actual.SequenceEqual(literal.Content))
                return false;
            rest = end < 0 ? [] : rest[end..];
        }

        return true;
    }

    /// <summary>Routing passes over a slash at the end of a page's path, too.</summary>
    private static bool EndsInVain(RoutePattern pattern, string path) =>
        path.EndsWith('/') && path != "/hub/" && pattern.PathSegments is [.., { Parts: [.., not RoutePatternParameterPart { IsCatchAll: true }] }];

    /// <summary>Whether a path that routing only knows for other methods would have passed with the right one.</summary>
    private static bool IsPossible(string path)
    {
        if (path.Contains(RawPath.EmptySegment, StringComparison.Ordinal))
        {
            var segments = path.Split('/');
            return Enumerable.Range(0, segments.Length).All(i => segments[i] != RawPath.EmptySegment || IsDefaultServer(segments, i));
        }

        return !path.Contains('%', StringComparison.Ordinal) || PathName.TryDecode(path, out _);
    }

    /// <summary>Whether a segment is in a place where servers are named: after <c>servers/</c>, or after the owner of a share.</summary>
    private static bool IsDefaultServer(string[] segments, int i) =>
        (i > 0 && segments[i - 1] == "servers") || (i > 1 && segments[i - 2] is "shares" or "share-codes" or "shared");

    private static bool DecodeNames(RouteValueDictionary values)
    {
        List<KeyValuePair<string, object?>>? decoded = null;
        foreach (var pair in values)
        {
            if (pair.Value is not string segment)
                continue;
            if (segment == RawPath.EmptySegment)
            {
                if (pair.Key != MayBeEmpty)
                    return false;
                (decoded ??= []).Add(new(pair.Key, ""));
            }
            else if (!PathName.TryDecode(segment, out var name))
            {
                return false;
            }
            else if (!ReferenceEquals(name, segment))
            {
                (decoded ??= []).Add(new(pair.Key, name));
            }
        }

        foreach (var (key, value) in decoded ?? [])
            values[key] = value;
        return true;
    }
}
