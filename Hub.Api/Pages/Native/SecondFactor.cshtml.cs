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

/// <summary>Where the owner of an account sets up one-time passwords, or does without them again.</summary>
[SignedIn]
public sealed class SecondFactorPage(NativeSecondFactor factor, PendingFactors pending, NativeRealm realm, NativeSwitch native, SignUpLimit limit) : PageModel
{
    public bool HasFactor { get; private set; }

    /// <summary>What was done; null when nothing was.</summary>
    public string? Done { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The key to enter into an app, where one is being set up.</summary>
    public string? Shown { get; private set; }

    public string? Link { get; private set; }

    /// <summary>The same key for the next step, as only the hub can read it.</summary>
    public string? Sealed { get; private set; }

    public bool MayAdd => realm.Options.Allow2Fa;

    public async Task OnGetAsync(CancellationToken ct) => HasFactor = await factor.HasAsync(Owner().Name, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var user = Owner().Name;
        var typed = await Request.TypedAsync(ct);
        try
        {
            limit.Count(HttpContext);
            await DoAsync(typed["deed"].ToString(), user, typed, ct);
        }
        catch (InvalidInputException wrong)
        {
            (Error, Response.StatusCode) = (wrong.Message, StatusCodes.Status400BadRequest);
        }
        catch (TooManyException full)
        {
            (Error, Response.StatusCode) = (full.Message, StatusCodes.Status429TooManyRequests);
        }

        HasFactor = await factor.HasAsync(user, ct);
        return Page();
    }

    private async Task DoAsync(string deed, string user, IFormCollection typed, CancellationToken ct)
    {
        var (password, code) = (typed["password"].ToString(), typed["otp"].ToString());
        switch (deed)
        {
            case "begin":
                Show(user, await factor.BeginAsync(user, password, ct));
                break;
            case "add":
                var secret = pending.Open(user, typed["pending"].ToString());
                // Shown again, should the code be wrong.
                Show(user, secret);
                await factor.AddAsync(user, secret, code, ct);
                (Shown, Done) = (null, "From now on you are asked for a one-time password when you log in.");
                break;
            case "remove":
                await factor.RemoveAsync(user, password, code, ct);
                Done = "You are no longer asked for one-time passwords.";
                break;
            default:
                throw new InvalidInputException("What shall be done? begin, add or remove");
        }
    }

    private void Show(string user, byte[] secret) =>
        (Shown, Link, Sealed) = (Totp.Shown(secret), Totp.Link(secret, user), pending.Seal(user, secret));

    private Caller Owner()
    {
        native.Require();
        return HttpContext.Caller() is { Kind: OwnerKind.User, FromCookie: true } user
            ? user
            : throw new ForbiddenException("Only users who are signed in with a browser have a second factor.");
    }
}
