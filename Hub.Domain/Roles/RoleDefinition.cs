namespace Hub.Domain.Roles;

/// <summary>A role as <c>load_roles</c> defines it: its scopes, and who holds it.</summary>
/// <param name="Scopes">Null leaves the scopes of an existing role as they are.</param>
/// <param name="Description">Null leaves the description as it is.</param>
/// <param name="Users">Who holds it from now on. Null: nobody, except that the role <c>user</c> keeps its users.</param>
/// <param name="Services">As for users; null is nobody.</param>
/// <param name="Groups">As for users; null is nobody.</param>
public sealed record RoleDefinition(
    string Name,
    string? Description,
    IReadOnlyList<string>? Scopes,
    IReadOnlyList<string>? Users,
    IReadOnlyList<string>? Services,
    IReadOnlyList<string>? Groups);
