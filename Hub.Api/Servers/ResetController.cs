using Hub.Api.Access;
using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>The last resort for a server that is stuck.</summary>
[Route("users/{name}/server/reset"), Route("users/{name}/servers/{server_name}/reset")]
public sealed class ResetController(IUserStore users, NamedServers servers, ServerReset reset) : HubApiController
{
    /// <summary>End whatever goes on with a server.</summary>
    /// <remarks>
    /// Afterwards the server is stopped, whatever its spawner and the proxy say: route, process and credentials go as far as they
    /// can be reached. What could not be done is in the answer.
    /// </remarks>
    [HttpPost, NeedsScope("admin:servers", On = Subject.Server)]
    [ProducesResponseType<ResetModel>(200)]
    public async Task<IActionResult> Reset(string name, [FromRoute(Name = "server_name")] string? serverName, CancellationToken ct)
    {
        var user = await users.FindAsync(name, ct) ?? throw new NotFoundException("");
        var server = await servers.FindAsync(user, serverName ?? "", ct);
        return Ok(new ResetModel(server.Stage.ToString().ToLowerInvariant(), await reset.ResetAsync(server, Caller.Name, ct)));
    }
}

/// <summary>What a reset has found.</summary>
/// <param name="Was">Where the server stood: <c>stopped</c>, <c>queued</c>, <c>starting</c>, <c>ready</c>, <c>stopping</c> or <c>failed</c>.</param>
/// <param name="Trouble">What could not be done; empty when all was.</param>
public sealed record ResetModel(string Was, IReadOnlyList<string> Trouble);
