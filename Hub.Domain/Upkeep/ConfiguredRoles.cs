using Hub.Domain.Configuration;
using Hub.Domain.Errors;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Services;
using Hub.Domain.Users;

namespace Hub.Domain.Upkeep;

/// <summary>What the roles of the configuration come to, worked out before anything is written.</summary>
/// <param name="configuration">Where they are.</param>
/// <param name="names">How names in it become those of users.</param>
/// <param name="known">The roles there were before, for those made over the REST API.</param>
public sealed class ConfiguredRoles(HubConfiguration configuration, UserNames names, IEnumerable<Role> known)
{
    /// <summary>The roles every hub has, with <c>extra_user_scopes</c>.</summary>
    public IReadOnlyList<Role> Defaults { get; } =
    [
        .. DefaultRoles.With(configuration.Roles.ExtraUserScopes).Select(role => new Role
        {
            Name = role.Name,
            Description = role.Description,
            Scopes = [.. role.Scopes],
            Origin = RoleOrigin.Default,
        }),
    ];

    /// <summary>The roles of <c>load_roles</c>, with the names of users as they are kept; whoever is in admin_users is in the role admin too.</summary>
    public IReadOnlyList<RoleDefinition> Configured { get; } =
    [
        .. configuration.Roles.LoadRoles.Select(role => role.Users is null ? role : role with
        {
            Users = [.. role.Users.Concat(role.Name == DefaultRoles.AdminName ? configuration.Authenticator.AdminUsers : [])
                .Select(names.Normalize).Distinct()],
        }),
    ];

    /// <summary>The roles the authenticator has at the start.</summary>
    public IReadOnlyList<RoleDefinition> Managed { get; } =
    [
        .. configuration.Authenticator.ManagedRoles.Select(role => role.Users is null ? role : role with
        {
            Users = [.. role.Users.Select(names.Normalize).Distinct()],
        }),
    ];

    /// <summary>The role admin, where it says which services hold it, counts more than a service's own <c>admin</c>.</summary>
    public bool IsAdmin(ServiceDefinition service) =>
        Configured.FirstOrDefault(role => role.Name == DefaultRoles.AdminName)?.Services?.Contains(service.Name) ?? service.Admin;

    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public IReadOnlyList<string> RequireScopesOf(string name, string where) =>
        ScopesOf(name) ?? throw new InvalidInputException($"{where}: there is no role '{name}'");

    /// <summary>The scopes of a role; null when there is none of that name.</summary>
    private IReadOnlyList<string>? ScopesOf(string name) =>
        Configured.FirstOrDefault(role => role.Name == name)?.Scopes
        ?? Defaults.FirstOrDefault(role => role.Name == name)?.Scopes
        ?? Managed.FirstOrDefault(role => role.Name == name)?.Scopes
        ?? known.FirstOrDefault(role => role.Name == name && role.Origin == RoleOrigin.Api)?.Scopes
        ?? (Configured.Any(role => role.Name == name) ? [] : null);
}
