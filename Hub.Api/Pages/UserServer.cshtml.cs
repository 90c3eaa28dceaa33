using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>
/// Answers for a server that the proxy has no route to: people are offered to start it, programs are told in JSON that it does
/// not run. Nothing here starts a server: any link, even an image, could then do so.
/// </summary>
[SignedIn]
public sealed class UserServerPage(
    ServerOwners owners, IUserStore users, IServerStore servers, ServerOptions options, PageOptions pages,
    HubUrls urls, HubLinks links, TimeProvider clock) : PageModel
{
    private const int MostRedirects = 4;

    public string ServerName { get; private set; } = "";

    public string SpawnUrl { get; private set; } = "";

    /// <summary>Seconds after which the page goes on by itself; 0 for never.</summary>
    public double StartsBy => options.ImplicitSpawnSeconds;

    private int StoppedStatus => pages.UseLegacyStoppedServerStatusCode
        ? StatusCodes.Status503ServiceUnavailable
        : StatusCodes.Status424FailedDependency;

    public async Task<IActionResult> OnGetAsync([FromRoute] string name, CancellationToken ct)
    {
        var first = FirstSegment(name);
        var owner = await OwnerAsync(name, first, ct);
        var server = await ServerAsync(owner, first, ct);
        ServerName = server?.Name ?? "";
        if (server is { State: ServerState.Ready })
            return await IntoServerAsync(owner.Name, ct);
        if (WantsJson(name))
            return NotRunning(owner.Name);
        if (server is { Active: true } or { StartFailed: true, CalledOff: false })
            return SeeOther(RequestTarget.With(links.SpawnPending(owner.Name, ServerName), "next", RequestTarget.Of(Request)));
        SpawnUrl = RequestTarget.With(links.Spawn(owner.Name, ServerName), "next", RequestTarget.Of(Request));
        Response.StatusCode = StoppedStatus;
        return Page();
    }

    public Task<IActionResult> OnPostAsync([FromRoute] string name, CancellationToken ct) => ForProgramAsync(name, ct);

    public Task<IActionResult> OnPatchAsync([FromRoute] string name, CancellationToken ct) => ForProgramAsync(name, ct);

    public Task<IActionResult> OnDeleteAsync([FromRoute] string name, CancellationToken ct) => ForProgramAsync(name, ct);

    private async Task<IActionResult> ForProgramAsync(string name, CancellationToken ct)
    {
        var caller = HttpContext.Caller()!;
        if (caller.UserName == name && await users.FindAsync(name, ct) is { } owner && await ServerAsync(owner, FirstSegment(name), ct) is { } server)
            ServerName = server.Name;
        return NotRunning(name);
    }

    private async Task<User> OwnerAsync(string name, string first, CancellationToken ct)
    {
        var caller = HttpContext.Caller()!;
        // The first part of the path may be the name of a server, or a page of the default one.
        var may = await owners.CoversAsync(caller, name, "", "access:servers", ct)
            || (first.Length > 0 && await owners.CoversAsync(caller, name, first, "access:servers", ct));
        if (!may)
            throw new NotFoundException("No access to resources or resources not found");
        return await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user {name}");
    }

    private async Task<Server?> ServerAsync(User owner, string first, CancellationToken ct) =>
        (options.AllowNamedServers && first.Length > 0 ? await servers.FindAsync(owner.Id, first, ct) : null)
        ?? await servers.FindAsync(owner.Id, "", ct);

    private string FirstSegment(string name)
    {
        var rest = Below(name).TrimStart('/').Split('/')[0];
        return Wire.Paths.PathName.TryDecode(rest, out var decoded) ? decoded : "";
    }

    /// <summary>The path behind the user's name, as it was sent.</summary>
    private string Below(string name)
    {
        var path = RequestTarget.PathOf(Request)[(links.Prefix.Length + "user/".Length)..];
        var slash = path.IndexOf('/');
        return slash < 0 ? "" : path[slash..];
    }

    private bool WantsJson(string name)
    {
        if (Below(name).Split('/').Contains("api"))
            return true;
        var accepted = Request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1)
            .FirstOrDefault(type => type.MatchesMediaType("application/json") || type.MatchesMediaType("text/html"));
        return accepted is not null && accepted.MediaType == "application/json";
    }

    private ContentResult NotRunning(string owner)
    {
        var spawn = $"{Wire.Lists.RequestUrl.OriginOf(Request)}{links.Spawn(owner, ServerName)}";
        var below = RequestTarget.PathOf(Request)[(links.Prefix.Length - 1)..];
        return new ContentResult
        {
            StatusCode = StoppedStatus,
            ContentType = "application/json",
            Content = Newtonsoft.Json.JsonConvert.SerializeObject(new
            {
                message = $"JupyterHub server no longer running at {below}. Restart the server at {spawn}",
            }),
        };
    }

    /// <summary>The proxy learns of a new route a moment after the hub does: try again, but not for ever.</summary>
    private async Task<IActionResult> IntoServerAsync(string owner, CancellationToken ct)
    {
        var redirects = int.TryParse(Request.Query["redirects"], out var count) && count > 0 ? count : 0;
        if (redirects >= MostRedirects)
            throw new SpawnFailedException("Redirect loop detected.");
        if (redirects > 0)
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(1 << redirects, 10)), clock, ct);
        var path = urls.UserOrigin(owner) + urls.BaseUrl + RequestTarget.PathOf(Request)[links.Prefix.Length..].TrimStart('/');
        return Redirect(RequestTarget.With(RequestTarget.WithQueryOf(Request, path, "redirects"), "redirects", $"{redirects + 1}"));
    }

    private StatusCodeResult SeeOther(string url)
    {
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
