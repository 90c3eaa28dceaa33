using Hub.Api.Access;
using Hub.Api.Wire.Errors;
using Hub.Api.Wire.Lists;
using Hub.Domain.Authenticators.Native;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Native;

/// <summary>The accounts that the hub keeps itself, where its authenticator is <c>native</c>; elsewhere all of these answer 404.</summary>
[Route("native/accounts")]
public sealed class NativeAccountsController(NativeAccounts accounts, NativeSwitch native, TimeProvider clock) : HubApiController
{
    /// <summary>List accounts, those that wait for an administrator first.</summary>
    /// <param name="authorized">Only those that may be used, or only those that wait.</param>
    /// <param name="paging">Which part of the list.</param>
    /// <param name="ct">Ends the request.</param>
    /// <response code="404">The hub keeps no accounts of its own.</response>
    [HttpGet, NeedsScope("admin:users")]
    [ProducesResponseType<IReadOnlyList<NativeAccountModel>>(200), ProducesResponseType<ErrorModel>(404)]
    public async Task<IActionResult> List([FromQuery] bool? authorized, Paging paging, CancellationToken ct)
    {
        native.Require();
        var now = clock.GetUtcNow();
        return paging.Answer((await accounts.PageAsync(authorized, paging.Page, ct)).Select(account => NativeAccountModel.From(account, now)));
    }

    /// <summary>Get an account.</summary>
    [HttpGet("{account_name}"), NeedsScope("admin:users")]
    [ProducesResponseType<NativeAccountModel>(200)]
    public async Task<IActionResult> Get([FromRoute(Name = "account_name")] string name, CancellationToken ct)
    {
        native.Require();
        return Ok(await ModelAsync(name, ct));
    }

    /// <summary>Make an account.</summary>
    /// <response code="409">There is one of that name.</response>
    [HttpPost("{account_name}"), NeedsScope("admin:users")]
    [ProducesResponseType<NativeAccountModel>(201)]
    public async Task<IActionResult> Create(
        [FromRoute(Name = "account_name")] string name, CreateNativeAccountRequest? request, CancellationToken ct)
    {
        native.Require();
        request ??= new CreateNativeAccountRequest();
        var account = await accounts.CreateAsync(name, request.Password, request.Email, request.IsAuthorized, Caller, ct);
        return StatusCode(201, NativeAccountModel.From(account, clock.GetUtcNow()));
    }

    /// <summary>Authorise an account or suspend it, set its password, or take its second factor away.</summary>
    [HttpPatch("{account_name}"), NeedsScope("admin:users")]
    [ProducesResponseType<NativeAccountModel>(200)]
    public async Task<IActionResult> Change(
        [FromRoute(Name = "account_name")] string name, ChangeNativeAccountRequest request, CancellationToken ct)
    {
        native.Require();
        if (request.Password.IsPresent)
            await accounts.SetPasswordAsync(name, request.Password.Value, Caller, ct);
        if (request.HasOtp.IsPresent)
            await accounts.RemoveOtpAsync(name, Caller, ct);
        if (request.IsAuthorized.IsPresent)
            await accounts.AuthorizeAsync(name, request.IsAuthorized.Value, Caller, ct);
        return Ok(await ModelAsync(name, ct));
    }

    /// <summary>Discard an account. Its user, if there is one, stays.</summary>
    [HttpDelete("{account_name}"), NeedsScope("admin:users")]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Discard([FromRoute(Name = "account_name")] string name, CancellationToken ct)
    {
        native.Require();
        await accounts.DiscardAsync(name, Caller, ct);
        return NoContent();
    }

    /// <summary>Make a link with which the owner of an account sets a new password, once and within a day.</summary>
    [HttpPost("{account_name}/password-link"), NeedsScope("admin:users")]
    [ProducesResponseType<PasswordLinkModel>(201)]
    public async Task<IActionResult> MakeLink([FromRoute(Name = "account_name")] string name, CancellationToken ct)
    {
        native.Require();
        var (code, expires) = await accounts.MakeLinkAsync(name, Caller, ct);
        return StatusCode(201, new PasswordLinkModel(native.Link(Request, code), expires));
    }

    private async Task<NativeAccountModel> ModelAsync(string name, CancellationToken ct) =>
        NativeAccountModel.From(await accounts.FindAsync(name, ct), clock.GetUtcNow());
}
