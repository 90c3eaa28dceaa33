namespace Hub.Domain.Scopes;

/// <summary>One of the roles every hub has, before any configuration.</summary>
public sealed record DefaultRole(string Name, string Description, params IReadOnlyList<string> Scopes);
