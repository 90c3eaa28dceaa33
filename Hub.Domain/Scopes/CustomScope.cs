namespace Hub.Domain.Scopes;

/// <summary>One entry of <c>custom_scopes</c>, as it was configured and before anybody checked it.</summary>
public sealed record CustomScope(string Name, string? Description, params IReadOnlyList<string> Subscopes);
