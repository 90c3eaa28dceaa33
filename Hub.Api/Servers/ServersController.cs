using Hub.Api.Access;
using Hub.Api.Users;
using Hub.Api.Wire;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>The servers of a user: the default one, and those with names.</summary>
[Route("users/{name}/server"), Route("users/{name}/servers/{server_name}")]
public sealed class ServersController(
    IUserStore users, NamedServers servers, ServerLifecycle lifecycle, ServerProgress progress, ServerAddresses addresses,
    IAccessStore access, LoginRefresh refresh, HookOptions hooks, UserViews views) : HubApiController
{
    /// <summary>Get a server.</summary>
    [HttpGet, NeedsScope("read:servers", On = Subject.Server)]
    [ProducesResponseType<ServerModel>(200)]
    public async Task<IActionResult> Get(string name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        return Ok(await ModelAsync(user, await servers.FindAsync(user, serverName ?? "", ct), ct));
    }

    /// <summary>Add a named server without starting it.</summary>
    /// <response code="409">The user has it already.</response>
    [HttpPut, NeedsScope("start:servers", On = Subject.Server), NewServerFirst]
    [ProducesResponseType<ServerModel>(201)]
    public async Task<IActionResult> Create(
        string name, [FromRoute(Name = "server_name")] string? serverName, [FromBody] StartServerRequest? request, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        var server = await servers.AddAsync(user, serverName ?? "", request?.Display, request?.Options, ct);
        return StatusCode(201, await ModelAsync(user, server, ct));
    }

    /// <summary>Start a server.</summary>
    /// <remarks>A named server that does not exist is added first.</remarks>
    /// <response code="201">The server is ready.</response>
    /// <response code="202">The server is still starting; its progress URL tells the rest.</response>
    /// <response code="429">Too many servers are starting or running; <c>Retry-After</c> may say when to come back.</response>
    [HttpPost, NeedsScope("start:servers", On = Subject.Server), UserFirst]
    [ProducesResponseType(201), ProducesResponseType(202)]
    public async Task<IActionResult> Start(
        string name, [FromRoute(Name = "server_name")] string? serverName, [FromBody] StartServerRequest? request, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        var server = await servers.ForStartAsync(user, serverName ?? "", request?.Display, ct);
        return Bare(await lifecycle.StartAsync(user, server, request?.Options, Origin, ct) == StartOutcome.Ready ? 201 : 202);
    }

    /// <summary>Rename a stopped server, or change how it is called or started.</summary>
    [HttpPatch, NeedsScope("start:servers", On = Subject.Server), UserFirst]
    [ProducesResponseType<ServerModel>(200)]
    public async Task<IActionResult> Change(
        string name, [FromRoute(Name = "server_name")] string? serverName, [FromBody] ChangeServerRequest request, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        var server = await servers.ChangeAsync(user, serverName ?? "", request.NewName, request.Display, request.Options, ct);
        return Ok(await ModelAsync(user, server, ct));
    }

    /// <summary>Stop a server; with <c>{"remove": true}</c> remove a named one as well.</summary>
    /// <response code="202">The server is still stopping.</response>
    /// <response code="204">The server is stopped.</response>
    [HttpDelete, NeedsScope("delete:servers", On = Subject.Server), UserFirst]
    [ProducesResponseType(202), ProducesResponseType(204)]
    public async Task<IActionResult> Stop(
        string name, [FromRoute(Name = "server_name")] string? serverName, [FromBody] StopServerRequest? request, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        // Whoever stops other people's servers, as the idle culler does, must not be kept from it by the state of their logins.
        if (Caller.UserName == user.Name)
            await refresh.BeforeStopAsync(user, ct);
        var remove = request?.Removes ?? false;
        var server = await servers.ForStopAsync(user, serverName ?? "", remove, ct);
        return await lifecycle.StopAsync(server, remove, ct) == StopOutcome.Stopped ? NoContent() : Bare(202);
    }

    /// <summary>Follow the start of a server, as server-sent events.</summary>
    [HttpGet("progress"), NeedsScope("read:servers", On = Subject.Server)]
    [ProducesResponseType<ProgressModel>(200, "text/event-stream")]
    public async Task<IActionResult> Progress(string name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var user = await OwnerAsync(name, ct);
        var server = await servers.FindAsync(user, serverName ?? "", ct);
        // As in JupyterHub: a default server that was never used is not there yet, a named one was added.
        if (server is { Attempt: 0, Name: "" })
            throw new NotFoundException("");
        if (server is { State: ServerState.Stopped, StartFailed: false } or { State: ServerState.Stopping, StartFailed: false })
            throw new InvalidInputException($"{ServerNames.Describe(user.Name, server.Name)} is not starting...");
        var ready = hooks.ReadyAt(addresses.Url(user.Name, server.Name), user.Name, server.Name);
        return new EventStream<ProgressModel>(ProgressModel.Of(progress.FollowAsync(server, ct), ready));
    }

    private StartOrigin Origin => StartedBy.Of(HttpContext, Caller);

    private async Task<User> OwnerAsync(string name, CancellationToken ct) => await users.FindAsync(name, ct) ?? throw new NotFoundException("");

    private async Task<ServerModel> ModelAsync(User user, Server server, CancellationToken ct)
    {
        var groups = (await access.MembershipsAsync([user.Name], ct)).Select(pair => pair.Group).ToList();
        return ServerModel.From(server, user.Name, groups, views.Of(Caller));
    }

    /// <summary>No body, but a type: clients of old look at it.</summary>
    private StatusCodeResult Bare(int status)
    {
        Response.ContentType = "text/plain";
        return StatusCode(status);
    }
}
