using Hub.Api.Access;
using Hub.Api.Users;
using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Tokens;

/// <summary>How clients of long ago came by a token: with a name and a password.</summary>
[Route("authorizations/token")]
public sealed class PasswordTokenController(
    IPasswordCheck passwords, CallerResolver callers, TokenIssuer issuer, IUserSnapshots users, UserViews views) : HubApiController
{
    private const string Warning = "Deprecated endpoint /hub/api/authorizations/token: use /hub/api/users/:user/tokens instead.";

    /// <summary>Make a token for whoever knows a name and its password. Deprecated: use <c>POST /users/{name}/tokens</c>.</summary>
    /// <remarks>Wrong passwords are slowed down as at the login page.</remarks>
    [HttpPost]
    [ProducesResponseType<PasswordTokenModel>(200)]
    public async Task<IActionResult> Create([FromBody] PasswordModel? request, CancellationToken ct)
    {
        Response.Headers.Append("Deprecation", "true");
        Response.Headers.Append("Link", "</hub/api/users/{name}/tokens>; rel=\"successor-version\"");
        if (request is not { Username: { } username, Password: { } password })
            throw new ForbiddenException("Missing or invalid credentials.");
        var user = await passwords.CheckAsync(username, password, HttpContext.Connection.RemoteIpAddress?.ToString(), ct)
            ?? throw new ForbiddenException("Missing or invalid credentials.");
        AuditOrigin.Enter(AuditOrigin.Current.As(user.Name));
        var secret = (await issuer.IssueAsync(
            OwnerKind.User, user.Id, new TokenRequest("Requested via deprecated api", null, null, null), ct)).Secret;
        return Ok(new PasswordTokenModel(secret, Warning, await ModelAsync(user, secret, ct)));
    }

    /// <summary>The same by GET with a body, as some clients of old send it.</summary>
    [HttpGet, ApiExplorerSettings(IgnoreApi = true)]
    public Task<IActionResult> CreateByGet([FromBody] PasswordModel? request, CancellationToken ct) => Create(request, ct);

    /// <summary>The user as the new token sees them.</summary>
    private async Task<UserModel> ModelAsync(User user, string secret, CancellationToken ct)
    {
        var caller = await callers.ByTokenAsync(secret, ct) ?? throw new NotFoundException("");
        var snapshot = await users.FindAsync(user.Name, includeStopped: false, ct) ?? throw new NotFoundException("");
        return UserModel.From(snapshot, views.Of(caller), UserKeys.Name)!;
    }
}

/// <summary>A token made for a name and a password.</summary>
/// <param name="Token">The token itself. Keep it: the hub does not.</param>
/// <param name="Warning">What to use instead.</param>
/// <param name="User">Its owner.</param>
public sealed record PasswordTokenModel(string Token, string Warning, UserModel User);
