using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>The hub as a process: where it keeps its files.</summary>
public sealed record ProcessOptions
{
    /// <summary>
    /// The folder for what the hub keeps on this machine: the embedded PostgreSQL, the key of cookies, the output of servers.
    /// Default: data, in the working directory.
    /// </summary>
    [TraitClass("HubProcess")]
    public string DataPath { get; init; } = "data";

    /// <summary>The file that holds the hub's process id while it runs. Default: empty, none.</summary>
    [TraitClass("JupyterHub")]
    public string PidFile { get; init; } = "";

    /// <summary>
    /// Seconds the hub waits at its start for a database that does not answer before it gives up. Default: 30.
    /// </summary>
    [TraitClass("HubProcess"), Between(0, int.MaxValue)]
    public TimeSpan DatabaseTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
