using Dapper;
using Hub.Data.Notices;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Roles;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Data.Roles;

internal sealed partial class RoleStore
{
    public Task CreateAsync(Role role, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            unit.Context.Roles.Add(role);
            try
            {
                await unit.Context.SaveChangesAsync(ct);
            }
            catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                throw new ConflictException($"Role {role.Name} already exists");
            }

            unit.Record(AuditKinds.RoleMade, AuditObject.Role(role.Name), detail: ScopesOf(role.Scopes));
        }, ct);

    public Task<bool> ReplaceAsync(int roleId, string description, IReadOnlyCollection<string> scopes, CancellationToken ct) =>
        ChangeAsync(
            AuditKinds.RoleChanged,
            "UPDATE roles SET description = @description, scopes = @scopes WHERE id = @roleId AND origin = 'Api' RETURNING name",
            new { roleId, description, scopes = scopes.ToArray() },
            ScopesOf(scopes),
            ct);

    public Task<bool> RemoveAsync(int roleId, CancellationToken ct) =>
        ChangeAsync(
            AuditKinds.RoleRemoved, "DELETE FROM roles WHERE id = @roleId AND origin = 'Api' RETURNING name", new { roleId }, null, ct);

    public Task GiveAsync(int roleId, RoleHolder holder, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var (table, column) = TableOf(holder.Kind);
            try
            {
                await unit.Connection.ExecuteAsync(unit.Sql(
                    $"INSERT INTO {table} ({column}, role_id) VALUES (@Id, @roleId) ON CONFLICT DO NOTHING", new { holder.Id, roleId }, ct));
            }
            catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                throw new ConflictException("The role, or whom it was to be given to, has just been removed");
            }

            await RecordAsync(unit, AuditKinds.RoleGiven, roleId, holder, ct);
            await TellAsync(unit, holder, ct);
        }, ct);

    public Task TakeAsync(int roleId, RoleHolder holder, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var (table, column) = TableOf(holder.Kind);
            await unit.Connection.ExecuteAsync(unit.Sql(
                $"DELETE FROM {table} WHERE {column} = @Id AND role_id = @roleId", new { holder.Id, roleId }, ct));
            await RecordAsync(unit, AuditKinds.RoleTaken, roleId, holder, ct);
            await TellAsync(unit, holder, ct);
        }, ct);

    private static (string Table, string Column) TableOf(RoleHolderKind kind) => kind switch
    {
        RoleHolderKind.User => ("user_roles", "user_id"),
        RoleHolderKind.Group => ("group_roles", "group_id"),
        _ => ("service_roles", "service_id"),
    };

    private static async Task TellAsync(UnitOfWork unit, RoleHolder holder, CancellationToken ct)
    {
        switch (holder.Kind)
        {
            case RoleHolderKind.User:
                unit.TellAboutUsers([holder.Id]);
                break;
            case RoleHolderKind.Group:
                await unit.TellAboutMembersAsync(holder.Id, ct);
                break;
            default:
                unit.Tell(NoticeTopic.Access, $"service:{holder.Id}");
                break;
        }
    }

    private static async Task RecordAsync(UnitOfWork unit, string kind, int roleId, RoleHolder holder, CancellationToken ct)
    {
        var (role, name) = await unit.Connection.QuerySingleAsync<(string?, string?)>(unit.Sql(
            $"""
             SELECT (SELECT name FROM roles WHERE id = @roleId), (SELECT name FROM {NamesOf(holder.Kind)} WHERE id = @Id)
             """,
            new { roleId, holder.Id },
            ct));
        if (role is null || name is null)
            return;
        var isUser = holder.Kind == RoleHolderKind.User;
        unit.Record(kind, AuditObject.Role(role), isUser ? name : null, $"{holder.Kind.ToString().ToLowerInvariant()} {name}");
    }

    private static string NamesOf(RoleHolderKind kind) => kind switch
    {
        RoleHolderKind.User => "users",
        RoleHolderKind.Group => "groups",
        _ => "services",
    };

    private static string ScopesOf(IEnumerable<string> scopes) => $"scopes {string.Join(' ', scopes)}";

    /// <summary>The origin is in the statement, too: the configuration may take a role over at any time.</summary>
    private Task<bool> ChangeAsync(string kind, string sql, object arguments, string? detail, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(unit.Sql(sql, arguments, ct));
            if (name is not null)
                unit.Record(kind, AuditObject.Role(name), detail: detail);
            unit.Tell(NoticeTopic.Access, "all");
            return name is not null;
        }, ct);
}
