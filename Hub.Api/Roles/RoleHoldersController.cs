using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Roles;
using Hub.Domain.Services;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Roles;

/// <summary>
/// Who holds a role. The caller must be an admin; to give a role, they must also hold, with the credentials in use, everything it
/// could allow. A default role or one of the configuration is 409.
/// </summary>
[Route("roles/{role_name}"), OwnRoles]
public sealed class RoleHoldersController(IUserStore users, IGroupStore groups, IServiceStore services, RoleChanges changes)
    : HubApiController
{
    /// <summary>Give a role to a user.</summary>
    [HttpPut("users/{name}"), NeedsScope("admin:users", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> GiveToUser([FromRoute(Name = "role_name")] string role, string name, CancellationToken ct) =>
        await GiveAsync(role, await UserAsync(name, ct), ct);

    /// <summary>Take a role from a user.</summary>
    [HttpDelete("users/{name}"), NeedsScope("admin:users", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> TakeFromUser([FromRoute(Name = "role_name")] string role, string name, CancellationToken ct) =>
        await TakeAsync(role, await UserAsync(name, ct), ct);

    /// <summary>Give a role to the members of a group.</summary>
    [HttpPut("groups/{group_name}"), NeedsScope("admin:groups", On = Subject.Group)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> GiveToGroup(
        [FromRoute(Name = "role_name")] string role, [FromRoute(Name = "group_name")] string group, CancellationToken ct) =>
        await GiveAsync(role, await GroupAsync(group, ct), ct);

    /// <summary>Take a role from the members of a group.</summary>
    [HttpDelete("groups/{group_name}"), NeedsScope("admin:groups", On = Subject.Group)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> TakeFromGroup(
        [FromRoute(Name = "role_name")] string role, [FromRoute(Name = "group_name")] string group, CancellationToken ct) =>
        await TakeAsync(role, await GroupAsync(group, ct), ct);

    /// <summary>Give a role to a service.</summary>
    [HttpPut("services/{service_name}"), NeedsScope("admin:services", On = Subject.Service)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> GiveToService(
        [FromRoute(Name = "role_name")] string role, [FromRoute(Name = "service_name")] string service, CancellationToken ct) =>
        await GiveAsync(role, await ServiceAsync(service, ct), ct);

    /// <summary>Take a role from a service.</summary>
    [HttpDelete("services/{service_name}"), NeedsScope("admin:services", On = Subject.Service)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> TakeFromService(
        [FromRoute(Name = "role_name")] string role, [FromRoute(Name = "service_name")] string service, CancellationToken ct) =>
        await TakeAsync(role, await ServiceAsync(service, ct), ct);

    private async Task<IActionResult> GiveAsync(string role, RoleHolder holder, CancellationToken ct)
    {
        await changes.GiveAsync(role, holder, Caller, ct);
        return NoContent();
    }

    private async Task<IActionResult> TakeAsync(string role, RoleHolder holder, CancellationToken ct)
    {
        await changes.TakeAsync(role, holder, Caller, ct);
        return NoContent();
    }

    private async Task<RoleHolder> UserAsync(string name, CancellationToken ct) => new(
        RoleHolderKind.User, (await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}")).Id);

    private async Task<RoleHolder> GroupAsync(string name, CancellationToken ct) => new(
        RoleHolderKind.Group, (await groups.FindAsync(name, ct) ?? throw new NotFoundException($"No such group: {name}")).Id);

    private async Task<RoleHolder> ServiceAsync(string name, CancellationToken ct) => new(
        RoleHolderKind.Service, (await services.FindAsync(name, ct) ?? throw new NotFoundException($"No such service: {name}")).Service.Id);
}
