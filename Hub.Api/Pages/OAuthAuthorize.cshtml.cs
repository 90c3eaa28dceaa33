using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.OAuth;
using Hub.Api.Wire;
using Hub.Domain.OAuth;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Asks a user whether a program may know who they are, and sends the browser back to it.</summary>
[SignedIn]
public sealed class OAuthAuthorizePage(OAuthAuthorization authorization) : PageModel
{
    public OAuthClient? Client { get; private set; }

    public IReadOnlyList<string> Scopes { get; private set; } = [];

    public IReadOnlyList<Permission> Permissions { get; private set; } = [];

    [Acts]
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        Answer(await authorization.ConsiderAsync(AuthorizeQuery.Read(Request.Query), HttpContext.Caller()!, ct));

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var form = await Request.TypedAsync(ct);
        var granted = form["scopes"].OfType<string>().ToHashSet();
        return Answer(await authorization.ConfirmedAsync(AuthorizeQuery.Read(Request.Query, form), granted, HttpContext.Caller()!, ct));
    }

    private IActionResult Answer(AuthorizeAnswer answer)
    {
        // The address we send to holds a code: no page may keep it, and no other site may be told of it.
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        if (answer is AuthorizeAnswer.Redirect redirect)
            return Redirect(redirect.Uri);
        var confirm = (AuthorizeAnswer.Confirm)answer;
        (Client, Scopes, Permissions) = (confirm.Client, confirm.Scopes, confirm.Permissions);
        return Page();
    }
}
