using System.Text.Json.Nodes;
using Hub.Domain.Spawners;

namespace Hub.Tests.Domain.Spawners.LocalProcess;

/// <summary>Keeps what a start writes down, as rows would: as text, so that nothing of the process that wrote it is left in it.</summary>
internal sealed class MemoryJournal : ISpawnJournal
{
    private readonly List<string> saved = [];

    /// <summary>From this save on, the database is away.</summary>
    public int FailAt { get; init; } = int.MaxValue;

    public int Count => saved.Count;

    public JsonObject State(int index) => JsonNode.Parse(saved[index])!.AsObject();

    public Task SaveStateAsync(JsonObject state, CancellationToken ct)
    {
        if (saved.Count >= FailAt)
            throw new IOException("the database is away");
        saved.Add(state.ToJsonString());
        return Task.CompletedTask;
    }

    public Task ReportAsync(SpawnEvent line, CancellationToken ct) => Task.CompletedTask;
}
