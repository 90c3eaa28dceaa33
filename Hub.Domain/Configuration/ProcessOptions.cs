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

    /// <summary>Whether the hub only shows its configuration, as the verb show-config does, instead of starting. Default: false.</summary>
    [TraitClass("Application")]
    public bool ShowConfig { get; init; }

    /// <summary>
    /// Whether the hub only shows, as JSON, what the configuration sets, instead of starting; secrets are hidden. Default: false.
    /// </summary>
    [TraitClass("Application")]
    public bool ShowConfigJson { get; init; }

    /// <summary>Kept for configurations of JupyterHub: this hub brings its schema up to date whenever it starts. Default: false.</summary>
    [TraitClass("JupyterHub")]
    public bool UpgradeDb { get; init; }

    /// <summary>Whether questions are taken for answered with yes; the only one is that of <c>reset_db</c>. Default: false.</summary>
    [TraitClass("JupyterHub")]
    public bool AnswerYes { get; init; }

    /// <summary>The file that holds the hub's process id while it runs. Default: empty, none.</summary>
    [TraitClass("JupyterHub")]
    public string PidFile { get; init; } = "";

    /// <summary>
    /// Seconds the hub waits at its start for a database that does not answer before it gives up. Default: 30.
    /// </summary>
    [TraitClass("HubProcess"), Between(0, int.MaxValue)]
    public TimeSpan DatabaseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Seconds a start or a stop stands still after its hub has died, before another hub goes on with it. A hub that was not heard of for one
    /// second more counts as gone. The same on all hubs; more than the default is for databases that stall at times. Default: 4.
    /// </summary>
    [TraitClass("HubProcess"), Fractional, Between(2, 60)]
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Seconds the start of the hub waits until it has looked at the servers that ran before; after that, or when it is 0, it goes on
    /// and looks at them meanwhile. -1 waits for all of them. Default: 10.
    /// </summary>
    [TraitClass("JupyterHub"), Between(-1, int.MaxValue / 1000)]
    public TimeSpan InitSpawnersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Seconds a hub that stops gives the starts and stops it is at, before it hands them to another hub. Default: 10.
    /// </summary>
    [TraitClass("HubProcess"), Fractional, Between(0, int.MaxValue)]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Seconds a hub that stops while others go on still serves after it has said that it is not ready any more, for balancers that
    /// learn of it only by asking <c>/hub/health/ready</c>. The hub's own proxy is told and needs none. Default: 0.
    /// </summary>
    [TraitClass("HubProcess"), Fractional, Between(0, int.MaxValue)]
    public TimeSpan DrainDelay { get; init; } = TimeSpan.Zero;
}
