using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>Until when an idle server is left alone.</summary>
[Route("users/{name}/server/keep"), Route("users/{name}/servers/{server_name}/keep")]
public sealed class KeepController(
    IUserStore users, NamedServers servers, IServerStore store, IAccessStore access, CullRules rules, TimeProvider clock)
    : HubApiController
{
    /// <summary>Get when a server will be stopped for being idle or old, if nothing changes.</summary>
    [HttpGet, NeedsScope("read:servers", On = Subject.Server)]
    [ProducesResponseType<KeepModel>(200)]
    public async Task<IActionResult> Get(string name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct) =>
        Ok(await ModelAsync(name, serverName, ct));

    /// <summary>Keep a running server although it is idle or old.</summary>
    /// <remarks><c>HubIdleCuller.keep_at_most</c> bounds it.</remarks>
    /// <response code="400">The server does not run, or that is too long.</response>
    [HttpPut, NeedsScope("start:servers", On = Subject.Server)]
    [ProducesResponseType<KeepModel>(200)]
    public async Task<IActionResult> Keep(
        string name, [FromRoute(Name = "server_name")] string? serverName, [FromBody] KeepRequest request, CancellationToken ct)
    {
        await SetAsync(name, serverName, clock.GetUtcNow().AddSeconds(request.Seconds), ct);
        return Ok(await ModelAsync(name, serverName, ct));
    }

    /// <summary>Keep it no longer than any other.</summary>
    [HttpDelete, NeedsScope("start:servers", On = Subject.Server)]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Release(string name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        await SetAsync(name, serverName, null, ct);
        return NoContent();
    }

    private async Task SetAsync(string name, string? serverName, DateTimeOffset? until, CancellationToken ct)
    {
        var server = await FindAsync(name, serverName, ct);
        if (!await store.KeepAsync(server.Id, until, ct))
            throw new InvalidInputException($"{ServerNames.Describe(name, server.Name)} is not running");
    }

    private async Task<KeepModel> ModelAsync(string name, string? serverName, CancellationToken ct)
    {
        var server = await FindAsync(name, serverName, ct);
        var groups = (await access.MembershipsAsync([name], ct)).Select(pair => pair.Group).ToList();
        var plan = rules.AnnouncementFor(server, groups);
        return new KeepModel(server.KeepUntil, plan?.StopsAt, plan?.Why);
    }

    private async Task<Server> FindAsync(string name, string? serverName, CancellationToken ct) =>
        await servers.FindAsync(await users.FindAsync(name, ct) ?? throw new NotFoundException(""), serverName ?? "", ct);
}

/// <summary>What is planned for a server.</summary>
/// <param name="KeepUntil">Until when it is left alone; null where nobody asked for that.</param>
/// <param name="StopsAt">When it will be stopped if nothing changes; null when it will not.</param>
/// <param name="Why">What it will be stopped for.</param>
public sealed record KeepModel(DateTimeOffset? KeepUntil, DateTimeOffset? StopsAt, string? Why);
