using Hub.Api.Access;
using Hub.Api.Login;
using Hub.Api.Native;
using Hub.Api.Wire;
using Hub.Api.Wire.Lists;
using Hub.Domain.Authenticators.Native;
using Hub.Domain.Errors;
using Hub.Domain.Paging;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages.Native;

/// <summary>The accounts that the hub keeps, for those who say which of them may be used. Nothing is ever changed by looking.</summary>
[SignedIn]
public sealed class AccountsPage(NativeAccounts accounts, NativeSwitch native, TimeProvider clock) : PageModel
{
    public const int PageLength = 100;

    public PageOf<NativeAccount> Accounts { get; private set; } = new([], 0);

    public int Offset { get; private set; }

    public string? Link { get; private set; }

    public string? LinkFor { get; private set; }

    public string? Error { get; private set; }

    public string StatusOf(NativeAccount account) =>
        (account.IsAuthorized ? "authorized" : "waits") + (account.LockedUntil > clock.GetUtcNow() ? ", locked" : "")
        + (account.OtpSecret is null ? "" : ", one-time passwords");

    public async Task OnGetAsync(CancellationToken ct)
    {
        Require();
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Require();
        var typed = await Request.TypedAsync(ct);
        var name = typed["name"].ToString();
        try
        {
            await DoAsync(typed["deed"].ToString(), name, ct);
        }
        catch (HubException refused) when (refused is NotFoundException or ForbiddenException)
        {
            Error = refused.Message;
        }

        await LoadAsync(ct);
        return Page();
    }

    private async Task DoAsync(string deed, string name, CancellationToken ct)
    {
        var caller = HttpContext.Caller();
        switch (deed)
        {
            case "authorize" or "suspend":
                await accounts.AuthorizeAsync(name, deed == "authorize", caller, ct);
                break;
            case "discard":
                await accounts.DiscardAsync(name, caller, ct);
                break;
            case "remove-otp":
                await accounts.RemoveOtpAsync(name, caller, ct);
                break;
            case "link":
                (Link, LinkFor) = (native.Link(Request, (await accounts.MakeLinkAsync(name, caller, ct)).Code), name);
                break;
            default:
                throw new InvalidInputException("What shall be done? authorize, suspend, discard, remove-otp or link");
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Offset = Request.Query["offset"] is [{ } offset, ..] ? PagingQuery.Number(offset) : 0;
        Accounts = await accounts.PageAsync(null, new Domain.Paging.Page(Offset, PageLength), ct);
    }

    private void Require()
    {
        native.Require();
        if (!HttpContext.Caller()!.Scopes.FilterOf("admin:users").IsEverything)
            throw new ForbiddenException("Action is not authorized with current scopes; requires any of [admin:users]");
    }
}
