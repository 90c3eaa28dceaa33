using System.Text.Json.Nodes;
using Dapper;
using Hub.Data.Notices;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Data.Users;

internal sealed class UserStore : IUserStore
{
    private const string GiveRoleSql =
        "INSERT INTO user_roles (user_id, role_id) SELECT unnest(@ids), id FROM roles WHERE name = 'user' ON CONFLICT DO NOTHING";

    private readonly HubDatabase database;
    private readonly Gathered<string, User?> found;

    public UserStore(HubDatabase database)
    {
        this.database = database;
        found = new(FindAllAsync);
    }

    public Task<User?> FindAsync(string name, CancellationToken ct) => found.AskAsync(name, ct);

    public Task<IReadOnlyList<string>> CreateAsync(IReadOnlyList<string> names, bool admin, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var added = (await unit.Connection.QueryAsync<(int Id, string Name)>(unit.Sql(
                """
                INSERT INTO users (name, admin, created)
                SELECT name, @admin, now() FROM unnest(@names) WITH ORDINALITY AS wanted(name, place) ORDER BY place
                ON CONFLICT (name) DO NOTHING RETURNING id, name
                """,
                new { admin, names = names.Distinct().ToArray() },
                ct))).ToList();
            await unit.Connection.ExecuteAsync(unit.Sql(GiveRoleSql, new { ids = added.Select(user => user.Id).ToArray() }, ct));
            var addedNames = added.Select(user => user.Name).ToHashSet();
            foreach (var name in addedNames)
                unit.Record(AuditKinds.UserMade, AuditObject.User(name), name, admin ? "admin" : null);
            return (IReadOnlyList<string>)[.. names.Distinct().Where(addedNames.Contains)];
        }, ct);

    public Task GiveDefaultRoleAsync(IReadOnlyList<string> names, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var given = await unit.Connection.QueryAsync<int>(unit.Sql(
                """
                INSERT INTO user_roles (user_id, role_id)
                SELECT u.id, r.id FROM users u, roles r WHERE u.name = ANY (@names) AND r.name = 'user' ON CONFLICT DO NOTHING RETURNING user_id
                """,
                new { names = names.ToArray() },
                ct));
            foreach (var id in given)
                unit.Tell(NoticeTopic.Access, $"user:{id}");
        }, ct);

    public Task<User> SignedInAsync(string name, bool? admin, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var user = await unit.Connection.QuerySingleAsync<User>(unit.Sql(
                """
                INSERT INTO users (name, admin, created) VALUES (@name, coalesce(@admin, false), now())
                ON CONFLICT (name) DO UPDATE SET admin = coalesce(@admin, users.admin)
                RETURNING id, name, admin, created, last_activity AS LastActivity
                """,
                new { name, admin },
                ct));
            var given = await unit.Connection.ExecuteAsync(unit.Sql(GiveRoleSql, new { ids = new[] { user.Id } }, ct));
            if (given > 0)
                unit.Record(AuditKinds.UserMade, AuditObject.User(name), name, user.Admin ? "admin" : null);
            if (given > 0 || admin is not null)
                unit.Tell(NoticeTopic.Access, $"user:{user.Id}");
            return user;
        }, ct);

    public Task ChangeAsync(int userId, string? name, bool? admin, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var before = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("SELECT name FROM users WHERE id = @userId FOR UPDATE", new { userId }, ct));
            try
            {
                await unit.Connection.ExecuteAsync(unit.Sql(
                    "UPDATE users SET name = coalesce(@name, name), admin = coalesce(@admin, admin) WHERE id = @userId",
                    new { userId, name, admin },
                    ct));
            }
            catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new InvalidInputException($"User {name} already exists, username must be unique");
            }

            if (name is not null && before is not null && name != before)
                await RenameAccountAsync(unit, before, name, ct);
            var now = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("SELECT name FROM users WHERE id = @userId", new { userId }, ct));
            if (now is not null && (name is not null || admin is not null))
                unit.Record(AuditKinds.UserChanged, AuditObject.User(now), now, Changes(before, name, admin));
            // A rename changes what `!user=` filters of everybody else mean.
            unit.Tell(NoticeTopic.Access, name is null ? $"user:{userId}" : "all");
            if (name is not null)
                unit.Tell(NoticeTopic.Routes);
        }, ct);

    /// <summary>The account goes with its user. One that has the new name already is somebody else's, who would be this user from then on.</summary>
    private static async Task RenameAccountAsync(UnitOfWork unit, string before, string name, CancellationToken ct)
    {
        if (await unit.Connection.QuerySingleOrDefaultAsync<int?>(
                unit.Sql("SELECT 1 FROM native_accounts WHERE name = @name FOR UPDATE", new { name }, ct)) is not null)
            throw new InvalidInputException($"There is an account {name}, whose owner would be this user; discard it first");
        await unit.ExecuteAsync("UPDATE native_accounts SET name = @name WHERE name = @before", new { before, name }, ct);
    }

    public Task RemoveAsync(int userId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("DELETE FROM users WHERE id = @userId RETURNING name", new { userId }, ct));
            if (name is not null)
            {
                // The account goes with its user, or its password would make the user anew.
                await unit.Connection.ExecuteAsync(unit.Sql("DELETE FROM native_accounts WHERE name = @name", new { name }, ct));
                unit.Record(AuditKinds.UserRemoved, AuditObject.User(name), name);
            }

            unit.Tell(NoticeTopic.Access, "all");
        }, ct);

    public Task SetGroupsAsync(int userId, IReadOnlyCollection<string> groups, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var names = groups.Distinct().Order(StringComparer.Ordinal).ToArray();
            var before = (await unit.Connection.QueryAsync<string>(unit.Sql(
                "SELECT g.name FROM user_groups m JOIN groups g ON g.id = m.group_id WHERE m.user_id = @userId", new { userId }, ct)))
                .Order(StringComparer.Ordinal);
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                INSERT INTO groups (name, properties) SELECT unnest(@names), '{}' ON CONFLICT (name) DO NOTHING;
                DELETE FROM user_groups WHERE user_id = @userId AND group_id NOT IN (SELECT id FROM groups WHERE name = ANY(@names));
                INSERT INTO user_groups (user_id, group_id) SELECT @userId, id FROM groups WHERE name = ANY(@names) ON CONFLICT DO NOTHING;
                """,
                new { userId, names },
                ct));
            if (before.SequenceEqual(names))
                return;
            var name = await unit.Connection.QuerySingleAsync<string>(unit.Sql("SELECT name FROM users WHERE id = @userId", new { userId }, ct));
            unit.Record(AuditKinds.UserChanged, AuditObject.User(name), name, $"groups {string.Join(", ", names)}");
            unit.Tell(NoticeTopic.Access, $"user:{userId}");
        }, ct);

    public Task<IReadOnlyList<string>> ShutOutAsync(IReadOnlyCollection<string> names, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var hit = (await unit.Connection.QueryAsync<(int Id, string Name)>(unit.Sql(
                """
                SELECT u.id, u.name FROM users u WHERE u.name = ANY(@names) AND (u.admin
                    OR EXISTS (SELECT 1 FROM user_roles WHERE user_id = u.id) OR EXISTS (SELECT 1 FROM user_groups WHERE user_id = u.id)
                    OR EXISTS (SELECT 1 FROM sessions WHERE user_id = u.id) OR EXISTS (SELECT 1 FROM api_tokens WHERE user_id = u.id))
                """,
                new { names = names.ToArray() },
                ct))).ToList();
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                UPDATE users SET admin = false WHERE id = ANY(@ids);
                DELETE FROM user_roles WHERE user_id = ANY(@ids);
                DELETE FROM user_groups WHERE user_id = ANY(@ids);
                DELETE FROM oauth_codes WHERE user_id = ANY(@ids);
                DELETE FROM sessions WHERE user_id = ANY(@ids);
                DELETE FROM api_tokens WHERE user_id = ANY(@ids);
                """,
                new { ids = hit.Select(user => user.Id).ToArray() },
                ct));
            foreach (var (_, name) in hit)
                unit.Record(AuditKinds.UserChanged, AuditObject.User(name), name, "blocked");
            unit.TellAboutUsers([.. hit.Select(user => user.Id)]);
            return (IReadOnlyList<string>)[.. hit.Select(user => user.Name)];
        }, ct);

    public async Task<byte[]?> AuthStateAsync(int userId, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await (await context.OpenAsync(ct)).QuerySingleOrDefaultAsync<byte[]?>(new CommandDefinition(
            "SELECT encrypted_auth_state FROM users WHERE id = @userId", new { userId }, cancellationToken: ct));
    }

    // Without IS DISTINCT FROM every login of a hub that keeps nothing would rewrite the row.
    public Task SetAuthStateAsync(int userId, byte[]? encrypted, CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
            "UPDATE users SET encrypted_auth_state = @encrypted WHERE id = @userId AND encrypted_auth_state IS DISTINCT FROM @encrypted",
            new { userId, encrypted },
            ct)), ct);

    public Task SetUserInfoAsync(int userId, JsonObject? info, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            // Nearly always there is nothing new. Columns of type json cannot be compared, their text can.
            if (await unit.ExecuteAsync(
                    "UPDATE users SET user_info = @info::json WHERE id = @userId AND user_info::text IS DISTINCT FROM @info",
                    new { userId, info = info?.ToJsonString() },
                    ct) > 0)
                unit.Tell(NoticeTopic.Access, $"user:{userId}");
        }, ct);

    public async Task<IReadOnlyList<(int Id, string Name)>> IdleNamesAsync(string after, int limit, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return [.. await (await context.OpenAsync(ct)).QueryAsync<(int, string)>(new CommandDefinition(
            """
            SELECT id, name FROM users
            WHERE name COLLATE "C" > @after
              AND NOT EXISTS (SELECT FROM servers WHERE servers.user_id = users.id AND servers.state <> 'stopped')
            ORDER BY name COLLATE "C" LIMIT @limit
            """,
            new { after, limit },
            cancellationToken: ct))];
    }

    private async Task<IReadOnlyList<User?>> FindAllAsync(IReadOnlyList<string> names)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var users = await connection.QueryAsync<User>(
            "SELECT id, name, admin, created, last_activity AS LastActivity FROM users WHERE name = ANY(@names)",
            new { names = names.ToArray() });
        var byName = users.ToDictionary(user => user.Name);
        return [.. names.Select(byName.GetValueOrDefault)];
    }

    private static string Changes(string? before, string? name, bool? admin) => string.Join(
        ", ",
        new[] { name is null ? null : $"was {before}", admin is null ? null : admin.Value ? "made admin" : "no longer admin" }
            .Where(part => part is not null));
}
