using System.Text.Json.Nodes;

namespace Hub.Domain.Services;

/// <summary>
/// The process of a managed service on one machine, as a row: written before there is a process, and removed after it has
/// ended, so that no hub that dies leaves one behind that nobody knows.
/// </summary>
public sealed class ServiceProcess
{
    /// <summary>The service's name; the service itself may be gone from the configuration.</summary>
    public required string Name { get; set; }

    /// <summary>The machine; only hubs there can look at the process.</summary>
    public required string Host { get; set; }

    /// <summary>Knows the definition again that it was started by.</summary>
    public required string Definition { get; set; }

    /// <summary>How the process is found.</summary>
    public required JsonObject State { get; set; }

    /// <summary>0 while it is not known.</summary>
    public int Pid { get; set; }

    public DateTimeOffset Started { get; set; }
}
