using Hub.Api.Access;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Lists;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Shares;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Shares;

/// <summary>With whom servers are shared.</summary>
[Route("shares")]
public sealed class SharesController(
    IShareStore shares, IUserStore users, SharedServers servers, ShareGrants grants, ShareCodes codes, CallerReach reach, ShareModels models)
    : HubApiController
{
    /// <summary>Make a share code for a server of one's own.</summary>
    /// <remarks>The older form of <c>POST /share-codes/{owner}/{server_name}</c>.</remarks>
    [HttpPost]
    [ProducesResponseType<ShareCodeModel>(200), ProducesResponseType(404)]
    public async Task<IActionResult> IssueOwn(OwnShareCodeRequest? request, CancellationToken ct)
    {
        var owner = Caller.UserName ?? throw new ForbiddenException("Only users have servers of their own to share");
        var server = request?.ServerName ?? "";
        await reach.RequireServerAsync(Caller, owner, server, "shares", ct);
        var (code, kept) = await codes.IssueAsync(owner, server, request?.Scopes, ShareCodeRequest.Life(request?.ExpiresIn)!.Value, Caller, ct);
        return Ok(models.Of(kept, code));
    }

    /// <summary>List the shares of all servers of a user.</summary>
    /// <remarks>With a share code in place of the owner, as older clients ask, it shows what the code is for.</remarks>
    [HttpGet("{owner}"), TakesShareCode, NeedsScope("read:shares", On = Subject.User)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareModel>>>(200), OlderAnswer(typeof(ShareCodeModel))]
    public async Task<IActionResult> ListOfOwner(string owner, Paging paging, CancellationToken ct)
    {
        var user = await users.FindAsync(owner, ct) ?? throw new NotFoundException("");
        return await PageAsync(ShareFilter.OfOwner(user.Id), paging, ct);
    }

    /// <summary>List the shares of a server.</summary>
    [HttpGet("{owner}/{server_name}"), NeedsScope("read:shares", On = Subject.Server)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareModel>>>(200)]
    public async Task<IActionResult> ListOfServer(
        string owner, [FromRoute(Name = "server_name")] string serverName, Paging paging, CancellationToken ct) =>
        await PageAsync(ShareFilter.OfServer((await servers.FindAsync(owner, serverName, ct)).Id), paging, ct);

    /// <summary>Share a server with a user or a group.</summary>
    /// <remarks>
    /// Grants add up to one share for each user or group. The caller must hold every scope granted, and be allowed to read the name
    /// of the user or group.
    /// </remarks>
    [HttpPost("{owner}/{server_name}"), TakesShareCode, NeedsScope("shares", On = Subject.Server)]
    [ProducesResponseType<ShareModel>(200)]
    public async Task<IActionResult> Grant(
        string owner, [FromRoute(Name = "server_name")] string serverName, ShareRequest request, CancellationToken ct) =>
        Ok(models.Of(await grants.GrantAsync(owner, serverName, request.User, request.Group, request.Scopes, Caller, ct)));

    /// <summary>Take scopes, or all, back from a user or a group.</summary>
    /// <response code="200">What is left of the share; an empty object for nothing.</response>
    [HttpPatch("{owner}/{server_name}"), NeedsScope("shares", On = Subject.Server)]
    [ProducesResponseType<ShareLeftModel>(200)]
    public async Task<IActionResult> Revoke(
        string owner, [FromRoute(Name = "server_name")] string serverName, ShareRequest request, CancellationToken ct)
    {
        var left = await grants.RevokeAsync(owner, serverName, request.User, request.Group, request.Scopes, ct);
        return Ok(left is null ? new { } : models.Of(left));
    }

    /// <summary>Take back every share of a server.</summary>
    [HttpDelete("{owner}/{server_name}"), NeedsScope("shares", On = Subject.Server)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> RevokeAll(
        string owner, [FromRoute(Name = "server_name")] string serverName, CancellationToken ct)
    {
        await shares.RevokeAllAsync((await servers.FindAsync(owner, serverName, ct)).Id, ct);
        return NoContent();
    }

    private async Task<IActionResult> PageAsync(ShareFilter filter, Paging paging, CancellationToken ct) =>
        paging.Envelope((await shares.PageAsync(filter, paging.Page, ct)).Select(models.Of));
}
