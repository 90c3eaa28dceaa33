namespace Hub.Domain.Access;

/// <summary>A user or service with everything that gives it scopes, as the rows have it.</summary>
/// <param name="Groups">The groups of a user; empty for a service.</param>
/// <param name="RoleScopes">The scopes of all its roles, its own and its groups', before expansion.</param>
/// <param name="ShareScopes">The scopes shared with a user, directly and through groups.</param>
public sealed record OwnerGrant(
    OwnerKind Kind,
    int Id,
    string Name,
    bool Admin,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> RoleScopes,
    IReadOnlyList<string> ShareScopes);
