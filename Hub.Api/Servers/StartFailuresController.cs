using Hub.Api.Access;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Servers;

/// <summary>Starts that have failed in a row, and whether others are refused for it.</summary>
[Route("start-failures")]
public sealed class StartFailuresController(IStartFailureStore failures, SpawnerOptions options) : HubApiController
{
    /// <summary>Get how many starts have failed in a row.</summary>
    /// <remarks>They are counted only where <c>Spawner.consecutive_failure_limit</c> is set.</remarks>
    [HttpGet, NeedsScope("admin:servers")]
    [ProducesResponseType<StartFailuresModel>(200)]
    public async Task<IActionResult> Get(CancellationToken ct) =>
        Ok(StartFailuresModel.From(await failures.ReadAsync(ct), options.ConsecutiveFailureLimit));

    /// <summary>Begin to count anew, so that starts are admitted at once.</summary>
    /// <response code="204">They are.</response>
    [HttpDelete, NeedsScope("admin:servers")]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Clear(CancellationToken ct)
    {
        await failures.ClearAsync(ct);
        return NoContent();
    }
}

/// <summary>Starts that have failed in a row.</summary>
/// <param name="Limit">How many in a row are too many; 0 for no limit.</param>
/// <param name="InARow">How many it were since the last start that went well.</param>
/// <param name="RefusedSince">Since when starts are refused; null while they are admitted.</param>
/// <param name="NextTrial">When the next one is let through to see whether it goes better.</param>
/// <param name="Last">Whose start failed last, and why.</param>
/// <param name="LastAt">When that was.</param>
public sealed record StartFailuresModel(
    int Limit, int InARow, DateTimeOffset? RefusedSince, DateTimeOffset? NextTrial, string? Last, DateTimeOffset? LastAt)
{
    public static StartFailuresModel From(StartFailures failures, int limit) =>
        new(limit, failures.InARow, limit > 0 ? failures.RefusedSince : null, limit > 0 ? failures.NextTrial : null, failures.Last, failures.LastAt);
}
