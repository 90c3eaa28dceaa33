using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Roles;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Roles;

/// <summary>The roles of the hub. JupyterHub has them in its configuration only; here more can be made while it runs.</summary>
[Route("roles"), OwnRoles]
public sealed class RolesController(IRoleStore roles, RoleChanges changes) : HubApiController
{
    /// <summary>List roles.</summary>
    [HttpGet, NeedsScope("read:roles")]
    [ProducesResponseType<IReadOnlyList<RoleModel>>(200)]
    public async Task<IActionResult> List(Paging paging, CancellationToken ct) =>
        paging.Answer((await roles.PageAsync(paging.Page, ct)).Select(RoleModel.From));

    /// <summary>Add a role.</summary>
    /// <remarks>The caller must be an admin and hold, with the credentials in use, everything the role could allow.</remarks>
    /// <response code="409">There is a role of that name.</response>
    [HttpPost, NeedsScope("admin:users")]
    [ProducesResponseType<RoleModel>(201)]
    public async Task<IActionResult> Create(CreateRoleRequest request, CancellationToken ct)
    {
        await changes.CreateAsync(request.Name, request.Description ?? "", request.Scopes ?? [], Caller, ct);
        return StatusCode(201, await ModelAsync(request.Name, ct));
    }

    /// <summary>Get a role.</summary>
    [HttpGet("{role_name}"), NeedsScope("read:roles")]
    [ProducesResponseType<RoleModel>(200)]
    public async Task<IActionResult> Get([FromRoute(Name = "role_name")] string role, CancellationToken ct) => Ok(await ModelAsync(role, ct));

    /// <summary>Change what a role allows, for all who hold it and at once.</summary>
    /// <response code="409">The role is a default role, or comes from the configuration.</response>
    [HttpPut("{role_name}"), NeedsScope("admin:users")]
    [ProducesResponseType<RoleModel>(200)]
    public async Task<IActionResult> Replace(
        [FromRoute(Name = "role_name")] string role, ReplaceRoleRequest request, CancellationToken ct)
    {
        await changes.ReplaceAsync(role, request.Description, request.Scopes, Caller, ct);
        return Ok(await ModelAsync(role, ct));
    }

    /// <summary>Remove a role, and take it from all who hold it.</summary>
    /// <response code="409">The role is a default role, or comes from the configuration.</response>
    [HttpDelete("{role_name}"), NeedsScope("admin:users")]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Remove([FromRoute(Name = "role_name")] string role, CancellationToken ct)
    {
        await changes.RemoveAsync(role, Caller, ct);
        return NoContent();
    }

    /// <summary>List the names of the users who hold a role themselves, not through a group.</summary>
    [HttpGet("{role_name}/users"), NeedsScope("read:roles")]
    [ProducesResponseType<IReadOnlyList<string>>(200)]
    public async Task<IActionResult> ListUsers([FromRoute(Name = "role_name")] string role, Paging paging, CancellationToken ct)
    {
        var found = await roles.FindAsync(role, ct) ?? throw new NotFoundException($"No such role: {role}");
        return paging.Answer(await roles.PageUsersAsync(found, paging.Page, ct));
    }

    private async Task<RoleModel> ModelAsync(string role, CancellationToken ct) =>
        RoleModel.From(await roles.FindSnapshotAsync(role, ct) ?? throw new NotFoundException($"No such role: {role}"));
}
