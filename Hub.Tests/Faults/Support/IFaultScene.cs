using System.Text.Json.Nodes;

namespace Hub.Tests.Faults.Support;

/// <summary>What the checker has to see of hubs that something was done to, whether they run in this process or by themselves.</summary>
internal interface IFaultScene
{
    string ConnectionString { get; }

    /// <summary>The servers that run, each under the name that its row has for it.</summary>
    IReadOnlyCollection<string> Processes { get; }

    /// <summary>Where the hub's own route is to lead.</summary>
    IReadOnlyCollection<string> HubTargets { get; }

    /// <summary>Users that a hub has said it made.</summary>
    IReadOnlyCollection<string> Acknowledged { get; }

    /// <summary>The routes of the proxy with their data, as it has them.</summary>
    Task<IReadOnlyList<JsonObject>> RoutesAsync();
}
