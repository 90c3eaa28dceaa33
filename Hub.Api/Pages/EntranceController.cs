using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Configuration;
using Hub.Domain.Servers;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Pages;

/// <summary>The addresses of the hub that only lead elsewhere: its root, the way out, and links to "this file on your server".</summary>
[ServiceFilter<PageCookiesFilter>(Order = PageCookiesFilter.First)]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class EntranceController(
    Destinations destinations, HubLinks links, ServerAddresses addresses, ServerOptions servers, PageOptions pages, SignOut signOut)
    : ControllerBase
{
    [HttpGet("/hub/")]
    public async Task<IActionResult> Root(CancellationToken ct)
    {
        if (pages.DefaultUrl.Length > 0)
            return Redirect(pages.DefaultUrl);
        return Redirect(HttpContext.Caller() is { } user
            ? await destinations.AfterLoginAsync(Request, user, ct)
            : links.Login(RequestTarget.Of(Request)));
    }

    [HttpGet("/hub/logout")]
    public async Task<IActionResult> Logout(CancellationToken ct)
    {
        await signOut.RunAsync(HttpContext, ct);
        return Redirect(links.Login());
    }

    [HttpGet("/hub/user-redirect/{**path}"), SignedIn]
    public IActionResult UserRedirect()
    {
        var user = HttpContext.Caller()!.Name;
        var server = servers.EffectiveDefaultServerName;
        var path = RequestTarget.PathOf(Request)[(links.Prefix.Length + "user-redirect".Length)..].TrimStart('/');
        var target = addresses.Url(user, server) + path + Request.QueryString;
        return Redirect(RequestTarget.With(links.Spawn(user, server), "next", target));
    }
}
