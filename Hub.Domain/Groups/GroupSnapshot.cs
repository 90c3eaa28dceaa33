using System.Text.Json.Nodes;

namespace Hub.Domain.Groups;

/// <summary>A group as it is shown: with the names of its members and roles.</summary>
public sealed record GroupSnapshot(
    int Id, string Name, JsonObject Properties, IReadOnlyList<string> Users, IReadOnlyList<string> Roles);
