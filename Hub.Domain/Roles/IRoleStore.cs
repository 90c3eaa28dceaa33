namespace Hub.Domain.Roles;

/// <summary>Keeps roles and who holds them.</summary>
public interface IRoleStore
{
    Task<Role?> FindAsync(string name, CancellationToken ct);

    Task<IReadOnlyList<Role>> ListAsync(CancellationToken ct);

    /// <summary>
    /// Makes default and configured roles those given: scopes and membership are replaced, roles of an earlier configuration
    /// that are missing now are removed, roles made over the REST API stay. Users and groups named are made if missing.
    /// </summary>
    /// <param name="defaults">The roles every hub has.</param>
    /// <param name="configured">The roles of <c>load_roles</c>; one with the name of a default role changes that.</param>
    Task ReplaceConfiguredAsync(
        IReadOnlyList<Role> defaults, IReadOnlyList<RoleDefinition> configured, CancellationToken ct);
}
