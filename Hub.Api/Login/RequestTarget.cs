using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Api.Login;

/// <summary>What the request line said: the path with its escapes as they were sent, and the query.</summary>
public static class RequestTarget
{
    /// <summary>Path and query, as the browser shows them.</summary>
    public static string Of(HttpRequest request) => PathOf(request) + request.QueryString;

    public static string PathOf(HttpRequest request) =>
        RawPath.Of(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) ?? "/";

    /// <summary>Adds the parameters of a request to a URL, as they were sent, except those named.</summary>
    public static string WithQueryOf(HttpRequest request, string url, params ReadOnlySpan<string> except)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (!except.Contains(pair.DecodeName().ToString()))
                url = $"{url}{(url.Contains('?') ? '&' : '?')}{pair.EncodedName}={pair.EncodedValue}";
        }

        return url;
    }

    /// <summary>Adds one parameter to a URL.</summary>
    public static string With(string url, string name, string value) =>
        $"{url}{(url.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
