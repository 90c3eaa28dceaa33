using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Roles;

/// <summary>A scope the operator has invented, for services to check.</summary>
[ConfigurationEntry]
public sealed record CustomScopeDefinition
{
    /// <summary>What the scope allows, as users read it when they are asked for consent.</summary>
    [Mandatory]
    public string Description { get; init; } = "";

    /// <summary>Other custom scopes it contains.</summary>
    public IReadOnlyList<string> Subscopes { get; init; } = [];
}
