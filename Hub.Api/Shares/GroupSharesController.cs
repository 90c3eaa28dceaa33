using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Shares;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Shares;

/// <summary>The servers that are shared with the members of a group.</summary>
[Route("groups/{group_name}/shared")]
public sealed class GroupSharesController(IShareStore shares, IGroupStore groups, ShareModels models) : HubApiController
{
    /// <summary>List what is shared with a group.</summary>
    [HttpGet, NeedsScope("read:groups:shares", On = Subject.Group)]
    [ProducesResponseType<PageModel<IReadOnlyList<ShareModel>>>(200)]
    public async Task<IActionResult> List([FromRoute(Name = "group_name")] string name, Paging paging, CancellationToken ct)
    {
        var group = await GroupAsync(name, ct);
        return paging.Envelope((await shares.PageAsync(ShareFilter.WithGroup(group.Id), paging.Page, ct)).Select(models.Of));
    }

    /// <summary>Get the share of one server with a group.</summary>
    [HttpGet("{owner}/{server_name}"), NeedsScope("read:groups:shares", On = Subject.Group)]
    [ProducesResponseType<ShareModel>(200)]
    public async Task<IActionResult> Get(
        [FromRoute(Name = "group_name")] string name, string owner, [FromRoute(Name = "server_name")] string serverName, CancellationToken ct) =>
        Ok(models.Of(await FindAsync(name, owner, serverName, ct)));

    /// <summary>Give up a group's access to one server.</summary>
    [HttpDelete("{owner}/{server_name}"), NeedsScope("groups:shares", On = Subject.Group)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Leave(
        [FromRoute(Name = "group_name")] string name, string owner, [FromRoute(Name = "server_name")] string serverName, CancellationToken ct)
    {
        var share = await FindAsync(name, owner, serverName, ct);
        await shares.RevokeAsync(share.Server.Id, share.Recipient, scopes: null, ct);
        return NoContent();
    }

    private async Task<GroupSnapshot> GroupAsync(string name, CancellationToken ct) =>
        await groups.FindAsync(name, ct) ?? throw new NotFoundException($"No such group: {name}");

    private async Task<ShareSnapshot> FindAsync(string name, string owner, string serverName, CancellationToken ct)
    {
        var group = await GroupAsync(name, ct);
        return await shares.FindAsync(ShareRecipient.Group(group.Id, name), owner, serverName, ct)
            ?? throw new NotFoundException($"No such share for group {name} on {owner}/{serverName}");
    }
}
