using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>
/// Starts what waits as soon as there is room. Every replica does; admission is exact, so none starts too much, and when one
/// dies the others go on.
/// </summary>
public sealed class SpawnQueue(IServerQueue queue, ServerLifecycle lifecycle, ServerOptions limits, ILogger<SpawnQueue> log)
{
    private static readonly StopReason TooLong =
        new("It waited too long for its turn: too many servers are starting (HubSpawnQueue.timeout).", StartFailed: true)
        {
            Kind = SpawnFailure.Timeout,
            NextStep = "Try again later, or ask the operator of this hub whether it is too small for so many.",
        };

    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var serverId in await queue.OverdueAsync(ct))
            await queue.EndAsync(serverId, TooLong, ct);
        var limit = limits.ConcurrentSpawnLimit > 0 ? limits.ConcurrentSpawnLimit : int.MaxValue;
        foreach (var server in await queue.NextAsync(limit, ct))
        {
            if (!await StartAsync(server, ct))
                return;
        }
    }

    /// <summary>False when nothing can be started at present.</summary>
    private async Task<bool> StartAsync(Server server, CancellationToken ct)
    {
        try
        {
            await lifecycle.StartQueuedAsync(server, ct);
            return true;
        }
        catch (UnavailableException)
        {
            // It keeps its place: the first of the queue is the next to be tried.
            return false;
        }
        catch (HubException refused)
        {
            log.LogWarning("{Server} cannot be started from the queue: {Reason}", ServerNames.Describe(server.User!.Name, server.Name), refused.Message);
            await queue.EndAsync(server.Id, new StopReason(refused.Message, StartFailed: true) { Kind = SpawnFailure.Policy }, ct);
            return true;
        }
    }
}
