using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners;

/// <summary>A server that was started.</summary>
/// <param name="Address">Scheme, host and port at which hub and proxy reach it, without its path.</param>
/// <param name="State">The state as it was saved last.</param>
public sealed record SpawnedServer(Uri Address, JsonObject State);
