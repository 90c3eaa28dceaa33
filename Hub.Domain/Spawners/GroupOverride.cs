using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Spawners;

/// <summary>Traits of the spawner that differ for the members of some groups.</summary>
[ConfigurationEntry]
public sealed record GroupOverride
{
    /// <summary>The groups; being in one of them is enough.</summary>
    [Mandatory]
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The traits and their values; dictionaries are merged, and null removes a key.</summary>
    [Mandatory]
    public IReadOnlyDictionary<string, JsonElement> SpawnerOverride { get; init; } = new Dictionary<string, JsonElement>();
}
