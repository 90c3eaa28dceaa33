using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.Wire;
using Hub.Domain.Authenticators;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Where users sign in with a name and a password.</summary>
public sealed class LoginPage(
    IAuthenticator authenticator, AuthenticatorOptions options, LoginFlow logins, BrowserLogin browser, Destinations destinations, HubLinks links)
    : PageModel
{
    public LoginForm Form { get; private set; } = new("", "", null);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (HttpContext.Caller() is { } user)
            return Redirect(await destinations.AfterLoginAsync(Request, user, ct));
        Form = LoginForm.For(Request, links, error: null);
        return authenticator.Offers is [{ Elsewhere: true } only] && IsSkipped() ? Redirect(Form.PlaceOf(only, links)) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var typed = await Request.TypedAsync(ct);
        var otp = typed["otp"].ToString();
        var credentials = new Credentials(typed["username"].ToString().Trim(), typed["password"].ToString(), otp.Length == 0 ? null : otp)
        {
            Offer = typed["authenticator"].ToString(),
        };
        try
        {
            if (await logins.SignInAsync(credentials, Source(), ct) is not { } user)
                return Refuse(StatusCodes.Status403Forbidden, "Invalid username or password");
            var caller = await browser.SignInAsync(HttpContext, user, ct);
            return Redirect(await destinations.AfterLoginAsync(Request, caller, ct));
        }
        catch (TooManyException slow)
        {
            Response.Headers.RetryAfter = $"{Math.Ceiling(slow.RetryAfter?.TotalSeconds ?? 1)}";
            return Refuse(StatusCodes.Status429TooManyRequests, slow.Message);
        }
        catch (LoginUnavailableException away)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, away.Message);
        }
    }

    private bool IsSkipped() => options.AutoLogin || (options.AutoLoginOauth2Authorize
        && destinations.NextOf(Request).StartsWith($"{links.Prefix}api/oauth2/authorize?", StringComparison.Ordinal));

    private string Source() => HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";

    private PageResult Refuse(int status, string message)
    {
        Form = LoginForm.For(Request, links, message);
        Response.StatusCode = status;
        return Page();
    }
}
