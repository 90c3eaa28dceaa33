namespace Hub.Domain.Roles;

/// <summary>A role as it is shown, with the groups and services that hold it; its users can be many and are listed apart.</summary>
public sealed record RoleSnapshot(Role Role, IReadOnlyList<string> Groups, IReadOnlyList<string> Services);
