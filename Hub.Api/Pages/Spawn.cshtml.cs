using System.Text.Json.Nodes;
using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.Servers;
using Hub.Api.Wire;
using Hub.Api.Wire.Errors;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Starts a server: at once, or after its options have been chosen in a form.</summary>
[SignedIn]
public sealed class SpawnPage(
    ServerOwners owners, IServerStore servers, ServerAddresses addresses, SpawnOptions options, PageStart start, Destinations destinations,
    HubLinks links, PageXsrf xsrf, ErrorTable errors) : PageModel
{
    public string OptionsForm => options.Form;

    public string? Error { get; private set; }

    /// <summary>Whose server it is, when it is not the caller's own.</summary>
    public string? ForUser { get; private set; }

    public string ServerName { get; private set; } = "";

    public string Action { get; private set; } = "";

    [Acts]
    public async Task<IActionResult> OnGetAsync(
        [FromRoute] string? name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var owner = await OwnerAsync(name, serverName, ct);
        var server = await servers.FindAsync(owner.Id, ServerName, ct);
        if (server is { State: ServerState.Ready })
            return Redirect(destinations.NextOr(Request, addresses.Url(owner.Name, ServerName)));
        if (server is { Active: true })
            return Redirect(PendingUrl(owner));
        var chosen = options.FromQuery(Request.Query);
        if (chosen is null && options.Form.Length > 0)
            return Page();
        if (!IsVisit(Request.Headers))
            throw new ForbiddenException("A server is started by a visit of this page, not from within another site.");
        return await StartAsync(owner, chosen, ct);
    }

    public async Task<IActionResult> OnPostAsync(
        [FromRoute] string? name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var owner = await OwnerAsync(name, serverName, ct);
        var log = ServerNames.Describe(owner.Name, ServerName);
        if (await servers.FindAsync(owner.Id, ServerName, ct) is { Active: true } server)
            throw new InvalidInputException(server.Pending is { } pending ? $"{log} is pending {pending}" : $"{log} is already running");
        return await StartAsync(owner, options.FromForm(await Request.TypedAsync(ct)), ct);
    }

    /// <summary>A link somebody follows may start a server; a picture on another site may not, nor a frame or a script anywhere.</summary>
    private static bool IsVisit(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Dest"].ToString() is "" or "document"
        && (headers["Sec-Fetch-Mode"].ToString() is "" or "navigate" || headers["Sec-Fetch-Site"] == "same-origin");

    private async Task<User> OwnerAsync(string? name, string? serverName, CancellationToken ct)
    {
        ServerName = serverName ?? "";
        var owner = await owners.FindAsync(HttpContext, name, ServerName, "start:servers", ct);
        ForUser = owner.Name == HttpContext.Caller()!.Name ? null : owner.Name;
        var here = RequestTarget.WithQueryOf(Request, RequestTarget.PathOf(Request), "_xsrf");
        Action = RequestTarget.With(here, "_xsrf", xsrf.ValueFor(HttpContext));
        return owner;
    }

    private async Task<IActionResult> StartAsync(User owner, JsonObject? chosen, CancellationToken ct)
    {
        try
        {
            var origin = StartedBy.Of(HttpContext, HttpContext.Caller()!);
            await start.BeginAsync(owner, ServerName, Request.Query["display_name"].FirstOrDefault(), chosen, origin, ct);
            return Redirect(PendingUrl(owner));
        }
        catch (HubException refused) when (options.Form.Length > 0 && errors.AnswerTo(refused, Request) is { } answer)
        {
            // Whoever chose badly chooses again, with what they were told above the form.
            Error = answer.Message;
            Response.StatusCode = answer.Status;
            if (answer.RetryAfter is { } seconds)
                Response.Headers.RetryAfter = $"{seconds}";
            return Page();
        }
    }

    private string PendingUrl(User owner)
    {
        var url = RequestTarget.WithQueryOf(Request, links.SpawnPending(owner.Name, ServerName), "next", "display_name", "_xsrf");
        return Request.Query["next"].ToString() is { Length: > 0 } next ? RequestTarget.With(url, "next", next) : url;
    }
}
