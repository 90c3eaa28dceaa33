using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners;

/// <summary>What to start, for whom, and where it shall listen.</summary>
public sealed record SpawnRequest
{
    /// <summary>Names this attempt and no other, over all hubs and all time.</summary>
    public required Guid Attempt { get; init; }

    public required string UserName { get; init; }

    /// <summary>Empty for the default server.</summary>
    public required string ServerName { get; init; }

    /// <summary><c>cmd</c> and <c>args</c>, one element each argument. No secrets: everybody on the machine can read it.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>All of the environment but the address to listen on, which the spawner may have to choose.</summary>
    public required SpawnEnvironment Environment { get; init; }

    /// <summary>The address to listen on; empty for all.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>0 lets the spawner choose.</summary>
    public int Port { get; init; }

    /// <summary>How long the start may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the started server may take to answer.</summary>
    public TimeSpan HttpTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The traits that hold for this server, with those of groups and those the user chose; null for the hub's own.</summary>
    public SpawnerOptions? Traits { get; init; }

    /// <summary>What the user chose.</summary>
    public JsonObject Options { get; init; } = [];
}
