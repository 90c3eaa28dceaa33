namespace Hub.Domain.Scopes;

/// <summary>One base scope: what it allows, in words for the page that asks for consent, and which scopes it contains.</summary>
public sealed record ScopeDefinition(string Name, string Description, params IReadOnlyList<string> Subscopes);
