using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Groups;

/// <summary>A group as the configuration describes it; a plain list of names is its older form.</summary>
[ConfigurationEntry(ListForm = nameof(Users))]
public sealed record GroupDefinition
{
    /// <summary>Users to add to the group; they are created when they do not exist.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Properties that replace those of the group; null leaves them as they are.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Properties { get; init; }
}
