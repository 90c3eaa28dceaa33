using System.Text.Json.Nodes;
using Hub.Domain.Spawners;

namespace Hub.Domain.Servers;

/// <summary>Writes what a spawner tells into the rows of its server, as long as the lease is held.</summary>
internal sealed class RowJournal(IServerStore store, Lease lease) : ISpawnJournal
{
    /// <summary>The newest state, for whoever has to undo it.</summary>
    public JsonObject State { get; set; } = [];

    public async Task SaveStateAsync(JsonObject state, CancellationToken ct)
    {
        State = state;
        if (!await store.SaveSpawnerStateAsync(lease, state, ct))
            throw new LeaseLostException(lease);
        // Whoever undoes the start may have looked at the state before it was set: nothing may be made any more.
        ct.ThrowIfCancellationRequested();
    }

    public async Task ReportAsync(SpawnEvent spawnEvent, CancellationToken ct)
    {
        var line = new ProgressEvent
        {
            Progress = spawnEvent.Progress,
            Message = spawnEvent.Message,
            HtmlMessage = spawnEvent.HtmlMessage,
        };
        if (!await store.AppendProgressAsync(lease, line, ct))
            throw new LeaseLostException(lease);
    }
}
