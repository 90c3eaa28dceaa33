using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Roles;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Roles;

/// <summary>Roles: the configured ones here; those made over the REST API, and what users hold, in the other parts.</summary>
internal sealed partial class RoleStore : IRoleStore
{
    private readonly HubDatabase database;
    private readonly Gathered<string, Role?> found;

    public RoleStore(HubDatabase database)
    {
        this.database = database;
        found = new(FindAllAsync);
    }

    public Task<Role?> FindAsync(string name, CancellationToken ct) => found.AskAsync(name, ct);

    public async Task<IReadOnlyList<Role>> ListAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Roles.AsNoTracking().OrderBy(role => role.Id).ToListAsync(ct);
    }

    public Task ReplaceConfiguredAsync(IReadOnlyList<Role> defaults, IReadOnlyList<RoleDefinition> configured, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.LockConfigurationAsync(ct);
            var names = configured.Select(role => role.Name).ToList();
            await unit.Context.Roles.Where(role => role.Origin == RoleOrigin.Configuration && !names.Contains(role.Name))
                .ExecuteDeleteAsync(ct);
            var roles = await unit.Context.Roles.ToDictionaryAsync(role => role.Name, ct);
            foreach (var wanted in defaults)
            {
                var role = roles.GetValueOrDefault(wanted.Name) ?? Add(unit, roles, wanted.Name);
                (role.Description, role.Scopes, role.Origin) = (wanted.Description, wanted.Scopes, RoleOrigin.Default);
            }

            foreach (var wanted in configured)
            {
                var role = roles.GetValueOrDefault(wanted.Name) ?? Add(unit, roles, wanted.Name);
                if (role.Origin is RoleOrigin.Api or RoleOrigin.Authenticator)
                    role.Origin = RoleOrigin.Configuration;
                role.Description = wanted.Description ?? role.Description;
                role.Scopes = wanted.Scopes?.ToList() ?? role.Scopes;
            }

            await unit.Context.SaveChangesAsync(ct);
            foreach (var wanted in configured)
            {
                await MakeHoldersAsync(unit, wanted, ct);
                await RefuseUnknownServicesAsync(unit, "JupyterHub.load_roles", wanted, ct);
                await ReplaceHoldersAsync(unit, roles[wanted.Name].Id, wanted, ct);
            }

            unit.Tell(NoticeTopic.Access, "all");
        }, ct);

    private async Task<IReadOnlyList<Role?>> FindAllAsync(IReadOnlyList<string> names)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var roles = await connection.QueryAsync<Role>(
            "SELECT id, name, description, scopes, origin FROM roles WHERE name = ANY(@names)", new { names = names.ToArray() });
        var byName = roles.ToDictionary(role => role.Name);
        return [.. names.Select(byName.GetValueOrDefault)];
    }

    private static Role Add(UnitOfWork unit, Dictionary<string, Role> roles, string name)
    {
        var role = new Role { Name = name, Origin = RoleOrigin.Configuration };
        unit.Context.Roles.Add(role);
        return roles[name] = role;
    }

    /// <summary>The users and groups a role names, as far as they are missing.</summary>
    private static Task MakeHoldersAsync(UnitOfWork unit, RoleDefinition wanted, CancellationToken ct) => unit.ExecuteAsync(
        """
        INSERT INTO users (name, admin, created) SELECT unnest(@users), false, now() ON CONFLICT (name) DO NOTHING;
        INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u, roles r
            WHERE u.name = ANY(@users) AND r.name = 'user' ON CONFLICT DO NOTHING;
        INSERT INTO groups (name, properties) SELECT unnest(@groups), '{}' ON CONFLICT (name) DO NOTHING;
        """,
        new { users = wanted.Users?.ToArray() ?? [], groups = wanted.Groups?.ToArray() ?? [] },
        ct);

    /// <summary>What the authenticator gave stays: only it takes that back, or a reset.</summary>
    private static async Task ReplaceHoldersAsync(UnitOfWork unit, int roleId, RoleDefinition wanted, CancellationToken ct)
    {
        var users = wanted.Users?.ToArray() ?? [];
        var groups = wanted.Groups?.ToArray() ?? [];
        var services = wanted.Services?.ToArray() ?? [];
        if (wanted.Name == "admin")
        {
            // Being admin is a flag of users and services. Where they are not listed, those who were made admin elsewhere stay it.
            await unit.ExecuteAsync(
                """
                UPDATE users SET admin = NOT admin WHERE @listsUsers AND admin <> (name = ANY(@users));
                UPDATE services SET admin = NOT admin WHERE @listsServices AND admin <> (name = ANY(@services));
                """,
                new { users, services, listsUsers = wanted.Users is not null, listsServices = wanted.Services is not null },
                ct);
        }
        else
        {
            await unit.ExecuteAsync(
                """
                DELETE FROM user_roles WHERE role_id = @roleId AND NOT managed AND NOT @keepUsers;
                DELETE FROM service_roles WHERE role_id = @roleId AND NOT managed;
                INSERT INTO user_roles (user_id, role_id) SELECT id, @roleId FROM users WHERE name = ANY(@users) ON CONFLICT DO NOTHING;
                INSERT INTO service_roles (service_id, role_id) SELECT id, @roleId FROM services WHERE name = ANY(@services) ON CONFLICT DO NOTHING;
                """,
                new { roleId, users, services, keepUsers = wanted.Name == "user" && wanted.Users is null },
                ct);
        }

        await unit.ExecuteAsync(
            """
            DELETE FROM group_roles WHERE role_id = @roleId AND NOT managed;
            INSERT INTO group_roles (group_id, role_id) SELECT id, @roleId FROM groups WHERE name = ANY(@groups) ON CONFLICT DO NOTHING;
            """,
            new { roleId, groups },
            ct);
    }

    private static async Task RefuseUnknownServicesAsync(UnitOfWork unit, string where, RoleDefinition role, CancellationToken ct)
    {
        var services = role.Services?.ToArray() ?? [];
        var known = (await unit.Connection.QueryAsync<string>(
            unit.Sql("SELECT name FROM services WHERE name = ANY(@services)", new { services }, ct))).ToHashSet();
        if (services.FirstOrDefault(name => !known.Contains(name)) is { } missing)
        {
            throw new InvalidInputException(
                $"{where}: role {role.Name} names the service '{missing}', which JupyterHub.services does not define");
        }
    }
}
