namespace Hub.Domain.Scopes;

/// <summary>Where somebody's scopes come from, such as a role or a share, directly or through a group.</summary>
/// <param name="Name">The name an administrator knows it by, such as <c>role teacher via group staff</c>.</param>
/// <param name="Scopes">The scopes as they are written there.</param>
public sealed record ScopeSource(string Name, params IReadOnlyList<string> Scopes)
{
    /// <summary>The role; null for a share.</summary>
    public string? Role { get; private init; }

    /// <summary>The shared server, as <c>owner/server</c>; null for a role.</summary>
    public string? Server { get; private init; }

    /// <summary>The group it comes through; null when it is one's own.</summary>
    public string? Group { get; private init; }

    public static ScopeSource OfRole(string role, string? group, IReadOnlyList<string> scopes) =>
        new($"role {role}{Via(group)}", scopes) { Role = role, Group = group };

    public static ScopeSource OfShare(string server, string? group, IReadOnlyList<string> scopes) =>
        new($"share of server {server}{Via(group)}", scopes) { Server = server, Group = group };

    private static string Via(string? group) => group is null ? "" : $" via group {group}";
}
