using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Forgets the attempts to run servers that are too old to be asked for.</summary>
public sealed class HistoryPruning(IServerHistory history, HistoryOptions options, ILogger<HistoryPruning> log)
{
    public async Task RunOnceAsync(CancellationToken ct)
    {
        var removed = await history.PruneAsync(TimeSpan.FromDays(options.KeepDays), options.KeepOfEachServer, ct);
        if (removed > 0)
            log.LogInformation("{Count} old entries of the history of servers are removed", removed);
    }
}
