using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Hub.Domain.Spawners;

namespace Hub.Tests.Contract.Clients;

/// <summary>Starts servers that are somebody else's: all of them at one address that answers already.</summary>
internal sealed class InstantSpawner(Func<Uri> address) : ISpawner
{
    private readonly ConcurrentDictionary<string, bool> running = new();

    public string Name => "instant";

    public string Version => "1";

    public bool BoundToMachine => false;

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        var key = Guid.NewGuid().ToString("N");
        var state = new JsonObject { ["key"] = key };
        await journal.SaveStateAsync(state, ct);
        running[key] = true;
        return new SpawnedServer(address(), state);
    }

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(
        running.ContainsKey($"{state["key"]}") ? PollResult.Running.Yes : new PollResult.Stopped("it was stopped"));

    public Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        running.TryRemove($"{state["key"]}", out _);
        return Task.CompletedTask;
    }
}
