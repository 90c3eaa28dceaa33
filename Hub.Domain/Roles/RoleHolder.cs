namespace Hub.Domain.Roles;

/// <summary>Who can be given a role.</summary>
/// <param name="Id">The row of the user, group or service.</param>
public readonly record struct RoleHolder(RoleHolderKind Kind, int Id);

/// <summary>What kind of holder it is.</summary>
public enum RoleHolderKind
{
    User,
    Group,
    Service,
}
