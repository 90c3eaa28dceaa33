using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>What became of the attempts to run a server.</summary>
[Route("users/{name}/server/history"), Route("users/{name}/servers/{server_name}/history")]
public sealed class HistoryController(IUserStore users, IServerStore servers, IServerHistory history) : HubApiController
{
    /// <summary>List the attempts to run a server, the newest first.</summary>
    /// <remarks>A named server that is gone keeps its history until it is too old (<c>HubServerHistory.keep_days</c>).</remarks>
    [HttpGet, NeedsScope("read:servers", On = Subject.Server)]
    [ProducesResponseType<IReadOnlyList<ServerAttemptModel>>(200)]
    public async Task<IActionResult> List(
        string name, [FromRoute(Name = "server_name")] string? serverName, Paging paging, CancellationToken ct)
    {
        var user = await users.FindAsync(name, ct) ?? throw new NotFoundException("");
        var wanted = serverName ?? "";
        var page = await history.PageAsync(user.Id, wanted, paging.Page, ct);
        if (page.Total == 0 && wanted.Length > 0 && await servers.FindAsync(user.Id, wanted, ct) is null)
            throw new NotFoundException($"User {user.Name} has no such server '{wanted}'");
        return paging.Answer(page.Select(ServerAttemptModel.From));
    }
}
