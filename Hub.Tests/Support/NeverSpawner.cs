using System.Text.Json.Nodes;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support;

/// <summary>Starts servers that never come up, until somebody stops them.</summary>
public sealed class NeverSpawner : ISpawner
{
    public string Name => "never";

    public string Version => "1";

    public bool BoundToMachine => false;

    /// <summary>The options of the last start that was asked for.</summary>
    public JsonObject? Options { get; private set; }

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        Options = request.Options;
        await journal.SaveStateAsync(new JsonObject { ["name"] = request.UserName }, ct);
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        throw new InvalidOperationException("An infinite wait is over.");
    }

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(PollResult.Running.Yes);

    public Task StopAsync(JsonObject state, bool now, CancellationToken ct) => Task.CompletedTask;
}
