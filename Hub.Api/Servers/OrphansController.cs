using Hub.Api.Access;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>What runs and what the rows say, where the two differ.</summary>
[Route("orphans")]
public sealed class OrphansController(ServerOrphans orphans, Replica replica) : HubApiController
{
    /// <summary>List processes that no row knows, and servers that no process knows.</summary>
    /// <remarks>Local processes can be seen on the machine of the hub that answers only.</remarks>
    [HttpGet, NeedsScope("admin:servers")]
    [ProducesResponseType<OrphansModel>(200)]
    public async Task<IActionResult> List(CancellationToken ct) => Ok(OrphansModel.From(await orphans.ListAsync(ct), replica.Host));

    /// <summary>End a process that no row knows.</summary>
    /// <param name="key">Its <c>key</c> in the list.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <response code="204">It has ended.</response>
    [HttpDelete("{key}"), NeedsScope("admin:servers")]
    [ProducesResponseType(204)]
    public async Task<IActionResult> End(string key, CancellationToken ct)
    {
        await orphans.EndAsync(key, ct);
        return NoContent();
    }
}
