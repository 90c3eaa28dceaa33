using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.Native;
using Hub.Api.Wire;
using Hub.Domain.Access;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages.Native;

/// <summary>Where the owner of an account changes their password, which logs them out everywhere.</summary>
[SignedIn]
public sealed class ChangePasswordPage(NativeAccounts accounts, NativeRealm realm, NativeSwitch native, BrowserLogin browser, SignUpLimit limit) : PageModel
{
    public bool Done { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Whether there is anything to see about one-time passwords.</summary>
    public bool HasSecondFactors => realm.Options.Allow2Fa;

    public void OnGet() => native.Require();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        native.Require();
        if (HttpContext.Caller() is not { Kind: OwnerKind.User, FromCookie: true } user)
            throw new ForbiddenException("Only users who are signed in with a browser have a password to change.");
        var typed = await Request.TypedAsync(ct);
        try
        {
            limit.Count(HttpContext);
            await accounts.ChangePasswordAsync(
                user.Name, typed["old_password"].ToString(), typed["new_password"].ToString(), typed["new_password_confirmation"].ToString(), ct);
            await browser.SignOutAsync(HttpContext, ct);
            Done = true;
        }
        catch (InvalidInputException wrong)
        {
            (Error, Response.StatusCode) = (wrong.Message, StatusCodes.Status400BadRequest);
        }
        catch (TooManyException full)
        {
            (Error, Response.StatusCode) = (full.Message, StatusCodes.Status429TooManyRequests);
        }

        return Page();
    }
}
