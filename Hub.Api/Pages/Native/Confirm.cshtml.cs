using Hub.Api.Native;
using Hub.Api.Wire;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages.Native;

/// <summary>Where the link of a mail leads. It takes a click there: programs that look at mails follow their links.</summary>
public sealed class ConfirmPage(SelfApproval approval, NativeSwitch native, SignUpLimit limit) : PageModel
{
    public bool Done { get; private set; }

    public string? Error { get; private set; }

    public void OnGet() => Require();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Require();
        try
        {
            limit.Count(HttpContext);
            await approval.ConfirmAsync((await Request.TypedAsync(ct))["code"].ToString().Trim(), ct);
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

    private void Require()
    {
        native.Require();
        if (!approval.IsOn)
            throw new NotFoundException("No account is activated by mail here: NativeAuthenticator.allow_self_approval_for is not set.");
    }
}
