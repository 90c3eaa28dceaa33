using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners;

/// <summary>A server that a spawner has found where it runs, whether or not a row knows of it.</summary>
/// <param name="Key">Its name among all the spawner finds.</param>
/// <param name="Description">For an operator: what and where it is.</param>
/// <param name="State">Enough to poll and to end it.</param>
/// <param name="Owner">Whose it is, where that can be seen.</param>
public sealed record FoundServer(string Key, string Description, JsonObject State, string? Owner);
