using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Shares;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Shares;

/// <summary>The servers of others that are shared with a user.</summary>
[Route("users/{name}/shared")]
public sealed class UserSharesController(IShareStore shares, IUserStore users, ShareModels models) : HubApiController
{
    /// <summary>List what is shared with a user, directly and through groups.</summary>
    [HttpGet, NeedsScope("read:users:shares", On = Subject.User)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareModel>>>(200)]
    public async Task<IActionResult> List(string name, Paging paging, CancellationToken ct)
    {
        var user = await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}");
        return paging.Envelope((await shares.PageAsync(ShareFilter.WithUser(user.Id), paging.Page, ct)).Select(models.Of));
    }

    /// <summary>Get the share of one server with a user.</summary>
    [HttpGet("{owner}/{server_name}"), NeedsScope("read:users:shares", On = Subject.User)]
    [ProducesResponseType<ShareModel>(200)]
    public async Task<IActionResult> Get(
        string name, string owner, [FromRoute(Name = "server_name")] string serverName, CancellationToken ct) =>
        Ok(models.Of(await FindAsync(name, owner, serverName, ct)));

    /// <summary>Leave a share: give up the access to one server.</summary>
    [HttpDelete("{owner}/{server_name}"), NeedsScope("users:shares", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Leave(
        string name, string owner, [FromRoute(Name = "server_name")] string serverName, CancellationToken ct)
    {
        var share = await FindAsync(name, owner, serverName, ct);
        await shares.RevokeAsync(share.Server.Id, share.Recipient, scopes: null, ct);
        return NoContent();
    }

    private async Task<ShareSnapshot> FindAsync(string name, string owner, string serverName, CancellationToken ct)
    {
        var found = await users.FindAsync(name, ct) is { } user
            ? await shares.FindAsync(ShareRecipient.User(user.Id, user.Name), owner, serverName, ct)
            : null;
        return found ?? throw new NotFoundException($"No such share for user {name} on {owner}/{serverName}");
    }
}
