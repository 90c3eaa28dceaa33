using Hub.Api.Pages;
using Hub.Domain.Access;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;

namespace Hub.Api.Login;

/// <summary>Works out where a browser goes next: where it asked to go, if it may, else where the configuration sends it.</summary>
public sealed class Destinations(HubUrls urls, HubLinks links, ServerAddresses addresses, PageOptions pages, IServerStore servers)
{
    /// <summary>The <c>next</c> of a request, in its query or its form; empty when there is none that is safe.</summary>
    public string NextOf(HttpRequest request) => Own(request).Reduce(GivenNext(request));

    /// <summary>Where to go after the login, or from the root of the hub.</summary>
    public async Task<string> AfterLoginAsync(HttpRequest request, Caller user, CancellationToken ct)
    {
        if (NextOf(request) is { Length: > 0 } next)
            return next;
        return RequestTarget.WithQueryOf(request, await DefaultAsync(user, ct), "next", "_xsrf", "username");
    }

    /// <summary>Where to go when a page has nothing more to do: the request's <c>next</c>, else a place of its own.</summary>
    public string NextOr(HttpRequest request, string place) =>
        NextOf(request) is { Length: > 0 } next ? next : RequestTarget.WithQueryOf(request, place, "next", "_xsrf");

    private async Task<string> DefaultAsync(Caller user, CancellationToken ct)
    {
        if (pages.DefaultUrl.Length > 0)
            return pages.DefaultUrl;
        if (!pages.RedirectToServer)
            return links.Home;
        return await servers.FindAsync(user.Id, "", ct) is { Active: true } ? addresses.Url(user.Name, "") : links.Spawn();
    }

    private NextUrl Own(HttpRequest request)
    {
        var subdomain = urls.SubdomainHost.Length == 0 ? null : new Uri(urls.SubdomainHost).Authority;
        if (urls.PublicUrl.Length == 0)
            return new NextUrl(request.Scheme, request.Host.Value ?? "", subdomain);
        var own = new Uri(urls.PublicUrl);
        return new NextUrl(own.Scheme, own.Authority, subdomain);
    }

    private static string? GivenNext(HttpRequest request) =>
        request.Query["next"] is [var inQuery, ..] ? inQuery
        : request.HasFormContentType && request.Form["next"] is [var inForm, ..] ? inForm
        : null;
}
