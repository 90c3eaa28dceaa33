using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners;

/// <summary>
/// Where a start writes down what it does, so that another can go on from there. An exception from here (the lease is lost,
/// the database is away) ends the start, and the spawner leaves what there is as it is.
/// </summary>
public interface ISpawnJournal
{
    /// <summary>Called before anything is made, with enough to find it, and again as more is known.</summary>
    Task SaveStateAsync(JsonObject state, CancellationToken ct);

    Task ReportAsync(SpawnEvent line, CancellationToken ct);
}
