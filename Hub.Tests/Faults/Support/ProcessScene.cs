using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;

namespace Hub.Tests.Faults.Support;

/// <summary>Hubs that are processes of their own and share a folder, as the checker sees them.</summary>
/// <param name="connectionString">Their database.</param>
/// <param name="places">Where they live, also those that are gone: what they have started may run on.</param>
/// <param name="there">Which of them should be there now.</param>
/// <param name="anyHub">A client of one that is.</param>
internal sealed class ProcessScene(string connectionString, Func<IEnumerable<HubPlace>> places, Func<HubPlace, bool> there, Func<HubRest> anyHub) : IFaultScene
{
    public string ConnectionString => connectionString;

    public IReadOnlyCollection<string> Processes => [.. With("JUPYTERHUB_BASE_URL=/").Select(pid => $"{pid}")];

    public IReadOnlyCollection<string> HubTargets => [.. places().Where(there).Select(place => $"http://127.0.0.1:{place.HubPort}")];

    public List<string> Acknowledged { get; } = [];

    IReadOnlyCollection<string> IFaultScene.Acknowledged => Acknowledged;

    /// <summary>The servers of a user that run.</summary>
    public IReadOnlyList<int> ProcessesOf(string user) => With($"JUPYTERHUB_USER={user}");

    public async Task<IReadOnlyList<JsonObject>> RoutesAsync() =>
        [.. (await anyHub().GetAsync("proxy")).Json.AsObject().Select(route => Flat(route.Value!))];

    /// <summary>Other hubs on this machine may have servers of users of the same name.</summary>
    private IReadOnlyList<int> With(string entry) => ProcessTable.WithEnvironment(entry, [.. places()]);

    private static JsonObject Flat(JsonNode route)
    {
        var all = route["data"]!.DeepClone().AsObject();
        all["target"] = (string)route["target"]!;
        return all;
    }
}
