using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>How servers on this machine are held to <c>Spawner.mem_limit</c> and <c>Spawner.cpu_limit</c>.</summary>
[TraitClass("HubLocalLimits")]
public sealed record LocalLimitOptions
{
    /// <summary>
    /// The folder of a cgroup (version 2) below which each limited server gets one of its own, such as
    /// <c>/sys/fs/cgroup/hub-servers</c>. The hub must be able to write there, and <c>memory</c> and <c>cpu</c> must be handed down.
    /// Default: empty, the hub's own cgroup or the one above it, where that works; else limits are only told to servers, and the log says so.
    /// </summary>
    public string Cgroup { get; init; } = "";
}
