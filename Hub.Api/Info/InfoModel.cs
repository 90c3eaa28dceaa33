namespace Hub.Api.Info;

/// <summary>What the hub is made of.</summary>
public sealed class InfoModel
{
    /// <summary>The version of the JupyterHub API it speaks.</summary>
    public required string Version { get; init; }

    /// <summary>The hub's own version.</summary>
    public required string HubVersion { get; init; }

    /// <summary>What runs it. The key is older than this hub, which runs on no Python.</summary>
    public required string Python { get; init; }

    /// <summary>The program that runs.</summary>
    public required string SysExecutable { get; init; }

    /// <summary>What starts servers.</summary>
    public required PartModel Spawner { get; init; }

    /// <summary>What checks who users are.</summary>
    public required PartModel Authenticator { get; init; }

    /// <summary>The hubs that work together on one database, the oldest first.</summary>
    public required IReadOnlyList<ReplicaModel> Replicas { get; init; }
}

/// <summary>An exchangeable part of the hub.</summary>
/// <param name="Class">What it is called.</param>
/// <param name="Version">Its version.</param>
public sealed record PartModel(string Class, string Version);
