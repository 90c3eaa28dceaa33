namespace Hub.Domain.Scopes;

/// <summary>Where somebody's scopes come from, such as a role or a share, directly or through a group.</summary>
/// <param name="Name">The name an administrator knows it by, such as <c>role teacher via group staff</c>.</param>
/// <param name="Scopes">The scopes as they are written there.</param>
public sealed record ScopeSource(string Name, params IReadOnlyList<string> Scopes);
