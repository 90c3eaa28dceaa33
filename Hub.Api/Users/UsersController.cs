using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Authenticators.AuthState;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Users;

/// <summary>The users of the hub.</summary>
[Route("users")]
public sealed class UsersController(
    IUserSnapshots snapshots, IUserStore users, UserAccounts accounts, UserViews views, AuthStateKeeper states, JoinedLists lists)
    : HubApiController
{
    /// <summary>List users.</summary>
    /// <param name="filter">Which users, and in which order.</param>
    /// <param name="paging">Which part of the list.</param>
    /// <param name="ct">Ends the request.</param>
    [HttpGet, NeedsScope("list:users", On = Subject.Users)]
    [ProducesResponseType<IReadOnlyList<UserModel>>(200)]
    public async Task<IActionResult> List([FromQuery] UserListQuery filter, Paging paging, CancellationToken ct)
    {
        var query = filter.ToQuery(Caller.Scopes.FilterOf("list:users"), paging);
        var view = views.Of(Caller);
        return await lists.AnswerAsync(
            new ListQuestion(Caller, RequestUrl.Of(Request), paging.WantsEnvelope),
            async () =>
            {
                var (page, total) = await snapshots.PageAsync(query, CancellationToken.None);
                return paging.Answer<UserModel?>(new([.. page.Select(user => UserModel.From(user, view, UserKeys.Name))], (int)total));
            },
            ct);
    }

    /// <summary>Add several users.</summary>
    /// <response code="201">Those that were added; users who existed are left out.</response>
    /// <response code="409">All of them existed.</response>
    [HttpPost, NeedsScope("admin:users")]
    [ProducesResponseType<IReadOnlyList<UserModel>>(201)]
    public async Task<IActionResult> CreateAll(CreateUsersRequest request, CancellationToken ct)
    {
        var added = await accounts.AddAllAsync(request.Usernames!, request.Admin, Caller, ct);
        var view = views.Of(Caller);
        return StatusCode(201, (await snapshots.FindAsync(added, ct)).Select(user => UserModel.From(user, view, UserKeys.Name)));
    }

    /// <summary>Get a user.</summary>
    [HttpGet("{name}")]
    [NeedsScope(
        "read:users", "read:users:name", "read:servers", "read:users:groups", "read:users:activity", "read:roles:users", On = Subject.User)]
    [ProducesResponseType<UserModel>(200)]
    public async Task<IActionResult> Get(string name, [FromQuery(Name = "include_stopped_servers")] string? includeStopped, CancellationToken ct) =>
        Ok(await ModelAsync(name, UserListQuery.IsTrue(includeStopped), ct));

    /// <summary>Add a user.</summary>
    [HttpPost("{name}"), NeedsScope("admin:users", On = Subject.User), NewUserFirst]
    [ProducesResponseType<UserModel>(201)]
    public async Task<IActionResult> Create(string name, CreateUserRequest? request, CancellationToken ct)
    {
        await accounts.AddAsync(name, request?.Admin ?? false, Caller, ct);
        return StatusCode(201, await ModelAsync(name, includeStopped: false, ct));
    }

    /// <summary>Rename a user, or make them an admin or no longer one.</summary>
    [HttpPatch("{name}"), NeedsScope("admin:users", On = Subject.User), UserFirst]
    [ProducesResponseType<UserModel>(200)]
    public async Task<IActionResult> Change(string name, ChangeUserRequest? request, CancellationToken ct)
    {
        if (request is null)
            throw new InvalidInputException("Invalid JSON data: None");
        if (request.AuthState.IsPresent && request.AuthState.Value is not null && !states.IsOn)
            throw new InvalidInputException("auth_state cannot be kept: Authenticator.enable_auth_state is off");
        var user = await FindAsync(name, ct);
        await accounts.ChangeAsync(
            user, request.Name.IsPresent ? request.Name.Value : null, request.Admin.IsPresent ? request.Admin.Value : null, Caller, ct);
        if (request.AuthState.IsPresent)
            await states.WriteAsync(user, request.AuthState.Value, ct);
        return Ok(await ModelAsync(request.Name.Or(name), includeStopped: false, ct, UserKeys.AuthState));
    }

    /// <summary>Remove a user, with everything of theirs.</summary>
    [HttpDelete("{name}"), NeedsScope("delete:users", On = Subject.User)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Remove(string name, CancellationToken ct)
    {
        await accounts.RemoveAsync(await FindAsync(name, ct), Caller, ct);
        return NoContent();
    }

    private async Task<User> FindAsync(string name, CancellationToken ct) => await users.FindAsync(name, ct) ?? throw new NotFoundException("");

    private async Task<UserModel> ModelAsync(string name, bool includeStopped, CancellationToken ct, UserKeys atLeast = UserKeys.Name)
    {
        var snapshot = await snapshots.FindAsync(name, includeStopped, ct) ?? throw new NotFoundException("");
        var view = views.Of(Caller);
        // Only for those who may see it is it decrypted at all.
        var shown = (view.KeysOf(snapshot) | atLeast).HasFlag(UserKeys.AuthState) ? await states.ReadAsync(snapshot.User, ct) : null;
        return UserModel.From(snapshot, view, atLeast, shown)!;
    }
}
