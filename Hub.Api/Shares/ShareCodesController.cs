using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Shares;
using Hub.Domain.Tokens;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Shares;

/// <summary>Codes whose holders can make them shares of a server.</summary>
[Route("share-codes/{owner}")]
public sealed class ShareCodesController(
    IShareStore shares, IUserStore users, SharedServers servers, ShareCodes codes, ShareModels models) : HubApiController
{
    /// <summary>List the share codes of all servers of a user.</summary>
    [HttpGet, NeedsScope("read:shares", On = Subject.User)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareCodeModel>>>(200)]
    public async Task<IActionResult> ListOfOwner(string owner, Paging paging, CancellationToken ct)
    {
        var user = await users.FindAsync(owner, ct) ?? throw new NotFoundException("");
        return await PageAsync(ShareFilter.OfOwner(user.Id), paging, ct);
    }

    /// <summary>List the share codes of a server.</summary>
    [HttpGet("{server_name}"), NeedsScope("read:shares", On = Subject.Server)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareCodeModel>>>(200)]
    public async Task<IActionResult> ListOfServer(
        string owner, [FromRoute(Name = "server_name")] string serverName, Paging paging, CancellationToken ct) =>
        await PageAsync(ShareFilter.OfServer((await servers.FindAsync(owner, serverName, ct)).Id), paging, ct);

    /// <summary>Make a share code for a server.</summary>
    /// <response code="200">The code, shown this once.</response>
    [HttpPost("{server_name}"), NeedsScope("shares", On = Subject.Server)]
    [ProducesResponseType<ShareCodeModel>(200)]
    public async Task<IActionResult> Issue(
        string owner, [FromRoute(Name = "server_name")] string serverName, ShareCodeRequest? request, CancellationToken ct)
    {
        var (code, kept) = await codes.IssueAsync(owner, serverName, request?.Scopes, ShareCodeRequest.Life(request?.ExpiresIn)!.Value, Caller, ct);
        return Ok(models.Of(kept, code));
    }

    /// <summary>Withdraw share codes of a server: one by the code or its id, or all.</summary>
    /// <param name="owner">Whose server it is.</param>
    /// <param name="serverName">The server's name; empty for the default server.</param>
    /// <param name="code">The code to withdraw.</param>
    /// <param name="id">The id of the code to withdraw.</param>
    /// <param name="ct">Ends the request.</param>
    [HttpDelete("{server_name}"), NeedsScope("shares", On = Subject.Server)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Withdraw(
        string owner, [FromRoute(Name = "server_name")] string serverName, [FromQuery] string? code, [FromQuery] string? id, CancellationToken ct)
    {
        var server = await servers.FindAsync(owner, serverName, ct);
        if (!string.IsNullOrEmpty(code))
        {
            if (!await shares.RemoveCodeAsync(server.Id, TokenHash.Of(code), ct))
                throw new NotFoundException("No matching code found");
        }
        else if (!string.IsNullOrEmpty(id))
        {
            if (ShareModels.ParseCodeId(id) is not { } number || !await shares.RemoveCodeAsync(server.Id, number, ct))
                throw new NotFoundException($"No code found matching id={id}");
        }
        else
        {
            await shares.RemoveCodesAsync(server.Id, ct);
        }

        return NoContent();
    }

    private async Task<IActionResult> PageAsync(ShareFilter filter, Paging paging, CancellationToken ct) =>
        paging.Envelope((await shares.PageCodesAsync(filter, paging.Page, ct)).Select(code => models.Of(code)));
}
