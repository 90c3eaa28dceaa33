using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.Wire;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Hub.Domain.Shares;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Shows what a share code gives access to, and takes it when the user says so.</summary>
[SignedIn]
public sealed class AcceptSharePage(ShareAcceptance acceptance, ServerAddresses addresses, Destinations destinations, ScopeTable table) : PageModel
{
    public string Code { get; private set; } = "";

    /// <summary>Where to go afterwards: already reduced to a place of this hub.</summary>
    public string Next { get; private set; } = "";

    public SharedServer Server { get; private set; } = null!;

    public IReadOnlyList<ScopeDescription> Permissions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromQuery] string? code, CancellationToken ct)
    {
        // The address holds the code: no page may keep it, and no other site may be told of it.
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        var caller = HttpContext.Caller()!;
        Code = Given(code);
        var share = await acceptance.FindAsync(Code, ct);
        if (share.Server.OwnerId == caller.Id)
            throw new ForbiddenException("You can't share with yourself!");
        Server = share.Server;
        Permissions = ScopeDescription.Of(table, share.Scopes, caller.Name);
        Next = NextFor(Server);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromQuery] string? code, CancellationToken ct)
    {
        var form = await Request.TypedAsync(ct);
        var share = await acceptance.AcceptAsync(Given(form["code"].FirstOrDefault() ?? code), HttpContext.Caller()!, ct);
        return Redirect(NextFor(share.Server));
    }

    private static string Given(string? code) => code ?? throw new InvalidInputException("Missing argument code");

    private string NextFor(SharedServer server) =>
        destinations.NextOf(Request) is { Length: > 0 } next ? next : addresses.Url(server.Owner, server.Name);
}
