using Hub.Domain.Paging;
using Hub.Domain.Scopes;

namespace Hub.Domain.Roles;

/// <summary>Keeps roles and who holds them.</summary>
public interface IRoleStore
{
    Task<Role?> FindAsync(string name, CancellationToken ct);

    Task<IReadOnlyList<Role>> ListAsync(CancellationToken ct);

    Task<RoleSnapshot?> FindSnapshotAsync(string name, CancellationToken ct);

    /// <summary>Roles in the order they were made.</summary>
    Task<PageOf<RoleSnapshot>> PageAsync(Page page, CancellationToken ct);

    /// <summary>The names of the users who hold a role themselves, not through a group, in the order they were made.</summary>
    Task<PageOf<string>> PageUsersAsync(Role role, Page page, CancellationToken ct);

    /// <exception cref="Errors.ConflictException">There is a role of that name.</exception>
    Task CreateAsync(Role role, CancellationToken ct);

    /// <summary>Replaces description and scopes of a role made over the REST API. False when there is none such.</summary>
    Task<bool> ReplaceAsync(int roleId, string description, IReadOnlyCollection<string> scopes, CancellationToken ct);

    /// <summary>Removes a role made over the REST API. False when there is none such.</summary>
    Task<bool> RemoveAsync(int roleId, CancellationToken ct);

    /// <summary>Gives somebody a role; nothing happens when they hold it already.</summary>
    /// <exception cref="Errors.ConflictException">The role or the holder has just gone.</exception>
    Task GiveAsync(int roleId, RoleHolder holder, CancellationToken ct);

    /// <summary>Takes a role from somebody; nothing happens when they do not hold it.</summary>
    Task TakeAsync(int roleId, RoleHolder holder, CancellationToken ct);

    /// <summary>
    /// Gives a user these roles on behalf of the authenticator and takes all others but <c>user</c>. A role that is missing and has scopes
    /// is made, one the authenticator made before is changed; whoever else is named holds it from then on instead of those before, if the
    /// hub knows them. Roles the authenticator made and nobody holds any more are removed.
    /// </summary>
    /// <param name="userId">The user who signs in.</param>
    /// <param name="roles">What the user holds.</param>
    /// <param name="kept">Roles that stay although nobody holds them.</param>
    Task SetManagedAsync(int userId, IReadOnlyList<RoleDefinition> roles, IReadOnlyCollection<string> kept, CancellationToken ct);

    /// <summary>Makes the roles of the authenticator those given; users and groups named are made if missing.</summary>
    /// <param name="roles">A role without users keeps those it has; groups and services are replaced in any case.</param>
    /// <param name="reset">Whether what the authenticator made and gave before is taken back first.</param>
    Task ReplaceManagedAsync(IReadOnlyList<RoleDefinition> roles, bool reset, CancellationToken ct);

    /// <summary>Everything a user's scopes come from: roles and shares, their own and those of their groups.</summary>
    Task<IReadOnlyList<ScopeSource>> SourcesAsync(int userId, CancellationToken ct);

    /// <summary>
    /// Makes default and configured roles those given: scopes and membership are replaced, roles of an earlier configuration
    /// that are missing now are removed, roles made over the REST API stay. Users and groups named are made if missing.
    /// </summary>
    /// <param name="defaults">The roles every hub has.</param>
    /// <param name="configured">The roles of <c>load_roles</c>; one with the name of a default role changes that.</param>
    Task ReplaceConfiguredAsync(
        IReadOnlyList<Role> defaults, IReadOnlyList<RoleDefinition> configured, CancellationToken ct);
}
