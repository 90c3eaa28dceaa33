using Dapper;
using Hub.Data.Notices;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Hub.Domain.Roles;

namespace Hub.Data.Roles;

/// <summary>The roles an authenticator makes and gives.</summary>
internal sealed partial class RoleStore
{
    public Task SetManagedAsync(int userId, IReadOnlyList<RoleDefinition> roles, IReadOnlyCollection<string> kept, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var user = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("SELECT name FROM users WHERE id = @userId FOR NO KEY UPDATE", new { userId }, ct));
            if (user is null)
                return;
            var known = await MakeManagedAsync(unit, roles, ct);
            foreach (var (role, wanted) in known.Where(one => one.Role.Origin == RoleOrigin.Authenticator))
                await NameHoldersAsync(unit, role, wanted, ct);
            var held = known.Select(one => one.Role.Id).ToArray();
            var taken = (await unit.Connection.QueryAsync<(int Id, string Name)>(unit.Sql(
                """
                DELETE FROM user_roles h USING roles r
                WHERE h.user_id = @userId AND r.id = h.role_id AND r.name <> 'user' AND r.id <> ALL(@held) RETURNING r.id, r.name
                """,
                new { userId, held },
                ct))).ToList();
            var given = (await unit.Connection.QueryAsync<string>(unit.Sql(
                """
                WITH given AS (
                    INSERT INTO user_roles (user_id, role_id, managed) SELECT @userId, unnest(@held), true
                    ON CONFLICT (user_id, role_id) DO NOTHING RETURNING role_id)
                SELECT r.name FROM given JOIN roles r ON r.id = given.role_id ORDER BY r.name
                """,
                new { userId, held },
                ct))).ToList();
            foreach (var role in given)
                unit.Record(AuditKinds.RoleGiven, AuditObject.Role(role), user, $"user {user}");
            foreach (var (_, role) in taken)
                unit.Record(AuditKinds.RoleTaken, AuditObject.Role(role), user, $"user {user}");
            if (given.Count + taken.Count > 0)
                unit.TellAboutUsers([userId]);
            await RemoveUnheldAsync(unit, [.. taken.Select(role => role.Id)], kept, ct);
        }, ct);

    public Task ReplaceManagedAsync(IReadOnlyList<RoleDefinition> roles, bool reset, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.LockConfigurationAsync(ct);
            if (reset)
                await ResetAsync(unit, roles, ct);
            await unit.ExecuteAsync(
                "UPDATE roles SET origin = 'Authenticator' WHERE origin = 'Api' AND name = ANY(@names)",
                new { names = roles.Select(role => role.Name).ToArray() },
                ct);
            foreach (var (role, wanted) in await MakeManagedAsync(unit, [.. roles.Select(role => role with { Scopes = role.Scopes ?? [] })], ct))
            {
                await MakeHoldersAsync(unit, wanted, ct);
                await RefuseUnknownServicesAsync(unit, "Authenticator.managed_roles", wanted, ct);
                await NameHoldersAsync(unit, role, wanted with { Groups = wanted.Groups ?? [], Services = wanted.Services ?? [] }, ct);
            }

            unit.Tell(NoticeTopic.Access, "all");
        }, ct);

    private static Task ResetAsync(UnitOfWork unit, IReadOnlyList<RoleDefinition> roles, CancellationToken ct) => unit.ExecuteAsync(
        """
        DELETE FROM roles WHERE origin = 'Authenticator' AND name <> ALL(@names);
        DELETE FROM user_roles WHERE managed AND role_id NOT IN (SELECT id FROM roles WHERE name = ANY(@keepingUsers));
        DELETE FROM group_roles WHERE managed;
        DELETE FROM service_roles WHERE managed;
        """,
        new
        {
            names = roles.Select(role => role.Name).ToArray(),
            keepingUsers = roles.Where(role => role.Users is null).Select(role => role.Name).ToArray(),
        },
        ct);

    /// <summary>
    /// The roles there are of these, once those that are missing were made, if it is said what they allow. In the order of their names:
    /// two logins that make the same roles must not wait for each other in a circle.
    /// </summary>
    private static async Task<List<(Role Role, RoleDefinition Wanted)>> MakeManagedAsync(
        UnitOfWork unit, IReadOnlyList<RoleDefinition> roles, CancellationToken ct)
    {
        var found = new List<(Role, RoleDefinition)>();
        foreach (var wanted in roles.OrderBy(role => role.Name, StringComparer.Ordinal))
        {
            var arguments = new { wanted.Name, wanted.Description, Scopes = wanted.Scopes?.ToArray() };
            if (wanted.Scopes is not null && await unit.ExecuteAsync(
                    """
                    INSERT INTO roles (name, description, scopes, origin)
                    SELECT @Name, coalesce(@Description, ''), @Scopes, 'Authenticator'
                    WHERE NOT EXISTS (SELECT 1 FROM roles WHERE name = @Name) ON CONFLICT DO NOTHING
                    """,
                    arguments,
                    ct) > 0)
                unit.Record(AuditKinds.RoleMade, AuditObject.Role(wanted.Name), detail: ScopesOf(wanted.Scopes));
            else if (await unit.ExecuteAsync(
                    """
                    UPDATE roles SET description = coalesce(@Description, description), scopes = coalesce(@Scopes, scopes)
                    WHERE name = @Name AND origin = 'Authenticator'
                      AND (description, scopes) IS DISTINCT FROM (coalesce(@Description, description), coalesce(@Scopes, scopes))
                    """,
                    arguments,
                    ct) > 0)
            {
                unit.Record(AuditKinds.RoleChanged, AuditObject.Role(wanted.Name), detail: wanted.Scopes is null ? null : ScopesOf(wanted.Scopes));
                unit.Tell(NoticeTopic.Access, "all");
            }

            if (await unit.Connection.QuerySingleOrDefaultAsync<Role>(unit.Sql(
                    "SELECT id, name, description, scopes, origin FROM roles WHERE name = @Name", new { wanted.Name }, ct)) is { } role)
                found.Add((role, wanted));
        }

        return found;
    }

    /// <summary>Whoever is named of a kind holds the role instead of those before; a kind that is not mentioned stays as it is.</summary>
    private static async Task NameHoldersAsync(UnitOfWork unit, Role role, RoleDefinition wanted, CancellationToken ct)
    {
        foreach (var (kind, names) in new[]
            { (RoleHolderKind.User, wanted.Users), (RoleHolderKind.Group, wanted.Groups), (RoleHolderKind.Service, wanted.Services) })
        {
            if (names is null)
                continue;
            var (table, column) = TableOf(kind);
            var changed = await unit.ExecuteAsync(
                $"""
                 DELETE FROM {table} WHERE role_id = @Id AND {column} NOT IN (SELECT id FROM {NamesOf(kind)} WHERE name = ANY(@names));
                 INSERT INTO {table} ({column}, role_id, managed) SELECT id, @Id, true FROM {NamesOf(kind)} WHERE name = ANY(@names)
                 ON CONFLICT DO NOTHING;
                 """,
                new { role.Id, names = names.ToArray() },
                ct);
            if (changed == 0)
                continue;
            unit.Record(AuditKinds.RoleChanged, AuditObject.Role(role.Name), detail: $"held by the {NamesOf(kind)} {string.Join(", ", names)}");
            unit.Tell(NoticeTopic.Access, "all");
        }
    }

    private static async Task RemoveUnheldAsync(UnitOfWork unit, int[] roles, IReadOnlyCollection<string> kept, CancellationToken ct)
    {
        var removed = await unit.Connection.QueryAsync<string>(unit.Sql(
            """
            DELETE FROM roles r WHERE id = ANY(@roles) AND origin = 'Authenticator' AND name <> ALL(@kept)
              AND NOT EXISTS (SELECT 1 FROM user_roles WHERE role_id = r.id) AND NOT EXISTS (SELECT 1 FROM group_roles WHERE role_id = r.id)
              AND NOT EXISTS (SELECT 1 FROM service_roles WHERE role_id = r.id)
            RETURNING name
            """,
            new { roles, kept = kept.ToArray() },
            ct));
        foreach (var name in removed)
            unit.Record(AuditKinds.RoleRemoved, AuditObject.Role(name));
    }
}
