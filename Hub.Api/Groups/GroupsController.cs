using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Paging;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Groups;

/// <summary>The groups of users.</summary>
[Route("groups")]
public sealed class GroupsController(IGroupStore groups, UserNames names) : HubApiController
{
    /// <summary>List groups.</summary>
    [HttpGet, NeedsScope("list:groups", On = Subject.Groups)]
    [ProducesResponseType<IReadOnlyList<GroupModel>>(200)]
    public async Task<IActionResult> List(Paging paging, CancellationToken ct)
    {
        var (page, total) = await groups.PageAsync(Caller.Scopes.FilterOf("list:groups"), paging.Page.Offset, paging.Page.Limit, ct);
        return paging.Answer(new PageOf<GroupModel>([.. page.Select(group => GroupModel.From(group, Caller))], (int)total));
    }

    /// <summary>Add several groups.</summary>
    /// <response code="201">The groups.</response>
    /// <response code="409">One of them exists; those before it in the list were added.</response>
    [HttpPost, NeedsScope("admin:groups")]
    [ProducesResponseType<IReadOnlyList<GroupModel>>(201)]
    public async Task<IActionResult> CreateAll(CreateGroupsRequest request, CancellationToken ct)
    {
        var created = new List<GroupModel>();
        foreach (var name in request.Groups!)
            created.Add(await CreateAsync(name, request.Users, ct));
        return StatusCode(201, created);
    }

    /// <summary>Get a group.</summary>
    [HttpGet("{group_name}"), NeedsScope("read:groups", "read:groups:name", "read:roles:groups", On = Subject.Group)]
    [ProducesResponseType<GroupModel>(200)]
    public async Task<IActionResult> Get([FromRoute(Name = "group_name")] string name, CancellationToken ct) =>
        Ok(GroupModel.From(await FindAsync(name, ct), Caller));

    /// <summary>Add a group.</summary>
    [HttpPost("{group_name}"), NeedsScope("admin:groups", On = Subject.Group)]
    [ProducesResponseType<GroupModel>(201)]
    public async Task<IActionResult> Create([FromRoute(Name = "group_name")] string name, CreateGroupRequest? request, CancellationToken ct) =>
        StatusCode(201, await CreateAsync(name, request?.Users, ct));

    /// <summary>Remove a group.</summary>
    [HttpDelete("{group_name}"), NeedsScope("delete:groups", On = Subject.Group)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Remove([FromRoute(Name = "group_name")] string name, CancellationToken ct)
    {
        await groups.RemoveAsync(await IdOfAsync(name, ct), ct);
        return NoContent();
    }

    /// <summary>Add members to a group.</summary>
    [HttpPost("{group_name}/users"), NeedsScope("groups", On = Subject.Group), GroupFirst]
    [ProducesResponseType<GroupModel>(200)]
    public async Task<IActionResult> AddMembers(
        [FromRoute(Name = "group_name")] string name, GroupMembersRequest request, CancellationToken ct)
    {
        var group = await IdOfAsync(name, ct);
        await groups.AddMembersAsync(group, Members(request), ct);
        return await Get(name, ct);
    }

    /// <summary>Remove members from a group.</summary>
    [HttpDelete("{group_name}/users"), NeedsScope("groups", On = Subject.Group), GroupFirst]
    [ProducesResponseType<GroupModel>(200)]
    public async Task<IActionResult> RemoveMembers(
        [FromRoute(Name = "group_name")] string name, [FromBody] GroupMembersRequest request, CancellationToken ct)
    {
        var group = await IdOfAsync(name, ct);
        await groups.RemoveMembersAsync(group, Members(request), ct);
        return await Get(name, ct);
    }

    /// <summary>Replace the properties of a group.</summary>
    [HttpPut("{group_name}/properties"), NeedsScope("groups", On = Subject.Group), GroupFirst]
    [ProducesResponseType<GroupModel>(200)]
    public async Task<IActionResult> SetProperties(
        [FromRoute(Name = "group_name")] string name, [FromBody] GroupPropertiesRequest request, CancellationToken ct)
    {
        await groups.SetPropertiesAsync(await IdOfAsync(name, ct), request.Properties, ct);
        return await Get(name, ct);
    }

    private async Task<int> IdOfAsync(string name, CancellationToken ct) =>
        await groups.FindIdAsync(name, ct) ?? throw new NotFoundException($"No such group: {name}");

    private async Task<GroupSnapshot> FindAsync(string name, CancellationToken ct) =>
        await groups.FindAsync(name, ct) ?? throw new NotFoundException($"No such group: {name}");

    private async Task<GroupModel> CreateAsync(string name, IReadOnlyList<string>? users, CancellationToken ct)
    {
        await groups.CreateAsync(name, [.. (users ?? []).Select(names.Normalize)], ct);
        return GroupModel.From(await FindAsync(name, ct), Caller);
    }

    private List<string> Members(GroupMembersRequest request) => [.. request.Users!.Select(names.Normalize)];
}
