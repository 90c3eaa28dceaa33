using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support;

/// <summary>Fails every start, and says why.</summary>
public sealed class BadSpawner(string reason) : ISpawner
{
    public string Name => "bad";

    public string Version => "1";

    public bool BoundToMachine => false;

    public Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
        Task.FromException<SpawnedServer>(new SpawnFailedException(reason));

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct) =>
        Task.FromResult<PollResult>(new PollResult.Stopped("it never ran"));

    public Task StopAsync(JsonObject state, bool now, CancellationToken ct) => Task.CompletedTask;
}
