using Hub.Api.Access;
using Hub.Api.Services;
using Hub.Api.Tokens;
using Hub.Api.Wire.Json;
using Hub.Domain.Access;
using Hub.Domain.Activity;
using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Users;

/// <summary>Who is behind credentials: those in use, or those somebody was shown.</summary>
[Route("")]
public sealed class IdentityController(
    IUserSnapshots users, IServiceStore services, UserViews views, HubUrls urls, CallerResolver callers,
    ActivityRecorder activity, IdentityCache identities, TimeProvider clock) : HubApiController
{
    private const int LongestCookie = 4096;

    /// <summary>Get the owner of the credentials in use, and what these allow.</summary>
    [HttpGet("user")]
    [ProducesResponseType<RequestIdentityModel>(200)]
    public async Task<IActionResult> Own(CancellationToken ct)
    {
        var caller = HttpContext.Caller() ?? throw new ForbiddenException("");
        if (identities.Find(caller) is { } known)
            return known;
        var readAt = identities.Generation;
        var answer = PreparedJson.Of(IdentityModel.Of(
            await ModelAsync(caller, caller, ct),
            caller.TokenId is { } id ? TokenModel.IdOf(id) : null,
            caller.FromCookie ? null : caller.SessionId,
            caller.Scopes.ToStrings()));
        identities.Keep(caller, answer, readAt);
        return answer;
    }

    /// <summary>Get the owner of a token. Deprecated: use <c>GET /user</c> with the token itself.</summary>
    [HttpGet("authorizations/token/{token}")]
    [ProducesResponseType<OwnerModel>(200)]
    public async Task<IActionResult> OfToken(string token, CancellationToken ct)
    {
        RequireToken();
        var owner = await callers.ByTokenAsync(token, ct) ?? throw new NotFoundException("");
        // As JupyterHub: whoever shows a token to somebody is there.
        activity.Used(ActivityKind.Token, owner.TokenId!.Value, clock.GetUtcNow());
        if (owner.Kind == OwnerKind.User)
            activity.Used(ActivityKind.User, owner.Id, clock.GetUtcNow());
        return Ok(await ModelAsync(owner, Caller, ct));
    }

    /// <summary>Get the user of a login cookie of the hub. Deprecated: use OAuth.</summary>
    [HttpGet("authorizations/cookie/{cookie_name}/{cookie_value}")]
    [ProducesResponseType<UserModel>(200)]
    public async Task<IActionResult> OfCookie(
        [FromRoute(Name = "cookie_name")] string cookieName, [FromRoute(Name = "cookie_value")] string value, CancellationToken ct)
    {
        RequireToken();
        var owner = cookieName.EndsWith("jupyterhub-hub-login", StringComparison.Ordinal) ? await callers.BySessionAsync(value.Trim('"'), ct) : null;
        return Ok(await ModelAsync(owner ?? throw new NotFoundException(""), Caller, ct));
    }

    /// <summary>The same, with the value as the body of the request, as it is.</summary>
    [HttpGet("authorizations/cookie/{cookie_name}"), ApiExplorerSettings(IgnoreApi = true)]
    public async Task<IActionResult> OfCookieInBody([FromRoute(Name = "cookie_name")] string cookieName, CancellationToken ct) =>
        await OfCookie(cookieName, await BodyAsync(ct), ct);

    private async Task<string> BodyAsync(CancellationToken ct)
    {
        var buffer = new char[LongestCookie];
        using var body = new StreamReader(Request.Body);
        return new string(buffer, 0, await body.ReadBlockAsync(buffer, ct));
    }

    private void RequireToken()
    {
        if (HttpContext.Caller() is not { FromCookie: false })
            throw new ForbiddenException("");
    }

    /// <summary>The model of an owner as far as a caller may see it, but never less than who it is.</summary>
    private async Task<object> ModelAsync(Caller owner, Caller caller, CancellationToken ct)
    {
        if (owner.Kind == OwnerKind.User)
        {
            var user = await users.FindAsync(owner.Name, includeStopped: false, ct) ?? throw new NotFoundException("");
            return UserModel.From(
                user, views.Of(caller), UserKeys.Name | UserKeys.UserInfo | UserKeys.Admin | UserKeys.Groups)!;
        }

        var service = await services.FindAsync(owner.Name, ct) ?? throw new NotFoundException("");
        return ServiceModel.From(service, new ServiceView(caller), urls.BaseUrl, ServiceKeys.Name | ServiceKeys.Admin)!;
    }
}
