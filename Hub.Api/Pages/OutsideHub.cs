using System.Text.RegularExpressions;
using Hub.Api.Login;
using Hub.Api.Wire.Paths;
using Hub.Domain.Configuration;

namespace Hub.Api.Pages;

/// <summary>
/// Leads requests for anything but the hub to the hub: the proxy sends us what it has no route for, such as a server that does
/// not run. Whoever asks, and however, is told the same path below the hub's own.
/// </summary>
public sealed partial class OutsideHub(RequestDelegate next, HubUrls urls)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (PlaceFor(http.Request) is not var (place, permanent))
            return next(http);
        http.Response.Redirect(place + http.Request.QueryString, permanent);
        http.Response.StatusCode = permanent ? StatusCodes.Status301MovedPermanently : StatusCodes.Status302Found;
        return Task.CompletedTask;
    }

    private (string Place, bool Permanent)? PlaceFor(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        if (path == "/hub" && RequestTarget.PathOf(request) == urls.HubPrefix.TrimEnd('/'))
            return (urls.HubPrefix, true);
        if (ApiPaths.IsUnder(path, "/hub"))
            return null;
        var raw = RequestTarget.PathOf(request);
        if ($"{raw}/" == urls.BaseUrl)
            raw = urls.BaseUrl;
        var below = raw.StartsWith(urls.BaseUrl, StringComparison.Ordinal) ? raw[urls.BaseUrl.Length..] : raw;
        // On the host it was asked of: a user's own host may have a route for it.
        if (WithoutSlash().IsMatch(below))
            return ($"{urls.BaseUrl}{below}/", true);
        // Slashes in front would make a host of what follows.
        return ($"{urls.PublicHost}{urls.HubPrefix}{below.TrimStart('/')}", false);
    }

    [GeneratedRegex("^(user|services)/[^/]+$")]
    private static partial Regex WithoutSlash();
}
