using Hub.Api.Native;
using Hub.Api.Wire;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages.Native;

/// <summary>Where the owner of an account sets a password with a link from an administrator.</summary>
public sealed class ResetPasswordPage(NativeAccounts accounts, NativeSwitch native, SignUpLimit limit) : PageModel
{
    public bool Done { get; private set; }

    public string? Error { get; private set; }

    public string Code { get; private set; } = "";

    public void OnGet() => native.Require();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        native.Require();
        var typed = await Request.TypedAsync(ct);
        Code = typed["code"].ToString().Trim();
        try
        {
            limit.Count(HttpContext);
            await accounts.UseLinkAsync(Code, typed["new_password"].ToString(), typed["new_password_confirmation"].ToString(), ct);
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
