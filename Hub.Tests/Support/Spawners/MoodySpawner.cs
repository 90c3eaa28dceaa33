using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Spawners;

namespace Hub.Tests.Support.Spawners;

/// <summary>Starts servers, or fails to, as the test wants it; its servers have something to say at their end.</summary>
public sealed class MoodySpawner(TinyServers machine) : TinySpawner(machine), ISpawner
{
    public const string LastWords = "its last words";

    public bool Fails { get; set; }

    Task<PollResult> ISpawner.PollAsync(JsonObject state, CancellationToken ct) => Task.FromResult<PollResult>(
        state["id"]?.GetValue<string>() is { } id && Machine.Runs(id) ? PollResult.Running.Yes : new PollResult.Stopped("it is gone", 1, LastWords));

    Task<string> ISpawner.OutputAsync(JsonObject state, CancellationToken ct) => Task.FromResult(LastWords);

    protected override Task BeforeAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct) =>
        Fails ? throw new SpawnFailedException("I don't work!") : Task.CompletedTask;
}
