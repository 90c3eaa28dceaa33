using Hub.Api.Native;
using Hub.Api.Wire;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages.Native;

/// <summary>Where visitors get an account, where the hub keeps its own.</summary>
public sealed class SignUpPage(NativeSignUp signUps, SelfApproval approval, NativeRealm realm, NativeSwitch native, SignUpLimit limit) : PageModel
{
    public bool Done { get; private set; }

    public string? Error { get; private set; }

    public string Username { get; private set; } = "";

    public string Email { get; private set; } = "";

    public string? OtpSecret { get; private set; }

    public string? OtpLink { get; private set; }

    public bool IsOpen => realm.Options.OpenSignup;

    public bool AsksEmail => realm.Options.AskEmailOnSignup || approval.IsOn;

    /// <summary>Whether a mail may be on its way.</summary>
    public bool SendsMail => approval.IsOn && !IsOpen;

    public bool OffersOtp => realm.Options.Allow2Fa;

    public string Terms => realm.Options.Tos;

    public int ShortestPassword => realm.Options.MinimumPasswordLength;

    public void OnGet() => Require();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Require();
        var typed = await Request.TypedAsync(ct);
        (Username, Email) = (typed["username"].ToString(), typed["email"].ToString());
        var form = new SignUp(Username, typed["signup_password"].ToString(), typed["signup_password_confirmation"].ToString())
        {
            Email = Email,
            WantsOtp = typed["2fa"].ToString().Length > 0,
            AcceptsTerms = typed["tos"].ToString().Length > 0,
        };
        try
        {
            limit.Count(HttpContext);
            var secret = await signUps.AddAsync(form, native.ApprovalLink, ct);
            (Done, OtpSecret) = (true, secret is null ? null : Totp.Shown(secret));
            OtpLink = secret is null ? null : Totp.Link(secret, Username.Trim());
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
        if (!native.SignsAnybodyUp)
            throw new NotFoundException("Nobody can sign up here.");
    }
}
