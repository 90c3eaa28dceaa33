using System.Text.Json.Nodes;
using Dapper;
using Hub.Data.Audit;
using Hub.Data.Notices;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Notices;
using Hub.Domain.Scopes;
using Npgsql;

namespace Hub.Data.Groups;

internal sealed class GroupStore(HubDatabase database) : IGroupStore
{
    /// <summary>Members are named one by one: offered a join, PostgreSQL reads the table of all users for it.</summary>
    private const string SnapshotSql =
        """
        SELECT g.id, g.name, g.properties::text,
               ARRAY(SELECT (SELECT u.name FROM users u WHERE u.id = m.user_id) FROM user_groups m
                     WHERE m.group_id = g.id ORDER BY m.user_id) AS users,
               ARRAY(SELECT r.name FROM group_roles h JOIN roles r ON r.id = h.role_id WHERE h.group_id = g.id ORDER BY r.id) AS roles
        FROM groups g
        """;

    public async Task<GroupSnapshot?> FindAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<GroupRow>(
            new CommandDefinition($"{SnapshotSql} WHERE g.name = @name", new { name }, cancellationToken: ct));
        return row?.ToSnapshot();
    }

    public async Task<int?> FindIdAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<int?>(
            new CommandDefinition("SELECT id FROM groups WHERE name = @name", new { name }, cancellationToken: ct));
    }

    public async Task<(IReadOnlyList<GroupSnapshot> Groups, long Total)> PageAsync(
        ScopeFilter visible, int offset, int limit, CancellationToken ct)
    {
        var which = visible.IsEverything ? "" : "WHERE g.name = ANY(@names)";
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"{SnapshotSql} {which} ORDER BY g.id LIMIT @limit OFFSET @offset; SELECT count(*) FROM groups g {which}",
            new { names = visible.Groups.ToArray(), limit, offset },
            cancellationToken: ct));
        var groups = (await results.ReadAsync<GroupRow>()).Select(row => row.ToSnapshot()).ToList();
        return (groups, await results.ReadSingleAsync<long>());
    }

    public Task CreateAsync(string name, IReadOnlyCollection<string> users, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            try
            {
                var id = await unit.Connection.QuerySingleAsync<int>(
                    unit.Sql("INSERT INTO groups (name, properties) VALUES (@name, '{}') RETURNING id", new { name }, ct));
                await AddAsync(unit, id, users, ct);
                unit.Record(AuditKinds.GroupMade, AuditObject.Group(name), detail: Members(users));
            }
            catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ConflictException($"Group {name} already exists");
            }
        }, ct);

    public Task EnsureAsync(string name, IReadOnlyCollection<string> users, JsonObject? properties, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var id = await unit.Connection.QuerySingleAsync<int>(unit.Sql(
                """
                INSERT INTO groups (name, properties) VALUES (@name, coalesce(@json, '{}')::json)
                ON CONFLICT (name) DO UPDATE SET properties = coalesce(@json::json, groups.properties) RETURNING id
                """,
                new { name, json = properties?.ToJsonString() },
                ct));
            await AddAsync(unit, id, users, ct);
        }, ct);

    public Task RemoveAsync(int groupId, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(
                unit.Sql("DELETE FROM groups WHERE id = @groupId RETURNING name", new { groupId }, ct));
            if (name is not null)
                unit.Record(AuditKinds.GroupRemoved, AuditObject.Group(name));
            unit.Tell(NoticeTopic.Access, "all");
        }, ct);

    public async Task AddMembersAsync(int groupId, IReadOnlyCollection<string> users, CancellationToken ct) =>
        await database.TellAsync(NoticeTopic.Access, AccessNotices.AboutUsers(await AddAllAsync(groupId, [.. users.Distinct()], ct)), ct);

    public Task RemoveMembersAsync(int groupId, IReadOnlyCollection<string> users, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var ids = await UserIdsAsync(unit, users, ct);
            await unit.Connection.ExecuteAsync(
                unit.Sql("DELETE FROM user_groups WHERE group_id = @groupId AND user_id = ANY(@ids)", new { groupId, ids }, ct));
            await RecordAsync(unit, AuditKinds.MembersRemoved, groupId, Members(users), ct);
            unit.TellAboutUsers(ids);
        }, ct);

    public Task SetPropertiesAsync(int groupId, JsonObject properties, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            await unit.Connection.ExecuteAsync(unit.Sql(
                "UPDATE groups SET properties = @json::json WHERE id = @groupId", new { groupId, json = properties.ToJsonString() }, ct));
            await RecordAsync(unit, AuditKinds.GroupChanged, groupId, "properties", ct);
        }, ct);

    /// <summary>Adds all or, where one of the names is missing, nobody; one statement, so no transaction of several.</summary>
    private async Task<int[]> AddAllAsync(int groupId, string[] names, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var deed = AuditEvent.Now(AuditKinds.MembersAdded, null, detail: Members(names));
        var found = (await connection.QueryAsync<(int Id, string Name, string? Group)>(new CommandDefinition(
            $"""
             WITH found AS (SELECT id, name FROM users WHERE name = ANY(@names)),
                  target AS (SELECT name FROM groups WHERE id = @groupId AND (SELECT count(*) FROM found) = @wanted),
                  added AS (INSERT INTO user_groups (user_id, group_id) SELECT id, @groupId FROM found, target ON CONFLICT DO NOTHING),
                  written AS ({AuditRows.InsertAbout("'group/' || target.name", "target")})
             SELECT id, name, (SELECT name FROM target) FROM found
             """,
            AuditRows.Arguments([deed], new { groupId, names, wanted = names.Length }),
            cancellationToken: ct))).ToList();
        var ids = IdsOfAll(names, [.. found.Select(user => (user.Id, user.Name))]);
        if (found is [{ Group: { } group }, ..])
        {
            deed.Object = AuditObject.Group(group);
            database.Say(deed);
        }

        return ids;
    }

    private static async Task RecordAsync(UnitOfWork unit, string kind, int groupId, string? detail, CancellationToken ct)
    {
        var name = await unit.Connection.QuerySingleOrDefaultAsync<string>(
            unit.Sql("SELECT name FROM groups WHERE id = @groupId", new { groupId }, ct));
        if (name is not null)
            unit.Record(kind, AuditObject.Group(name), detail: detail);
    }

    private static string? Members(IReadOnlyCollection<string> users) => users.Count == 0 ? null : $"users {string.Join(", ", users)}";

    private static async Task AddAsync(UnitOfWork unit, int groupId, IReadOnlyCollection<string> users, CancellationToken ct)
    {
        var ids = await UserIdsAsync(unit, users, ct);
        await unit.Connection.ExecuteAsync(unit.Sql(
            "INSERT INTO user_groups (user_id, group_id) SELECT unnest(@ids), @groupId ON CONFLICT DO NOTHING", new { groupId, ids }, ct));
        unit.TellAboutUsers(ids);
    }

    private static async Task<int[]> UserIdsAsync(UnitOfWork unit, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        if (names.Count == 0)
            return [];
        var found = await unit.Connection.QueryAsync<(int Id, string Name)>(
            unit.Sql("SELECT id, name FROM users WHERE name = ANY(@names)", new { names = names.ToArray() }, ct));
        return IdsOfAll(names, found.ToList());
    }

    private static int[] IdsOfAll(IReadOnlyCollection<string> names, List<(int Id, string Name)> found)
    {
        var known = found.Select(user => user.Name).ToHashSet();
        var missing = names.FirstOrDefault(name => !known.Contains(name));
        return missing is null ? [.. found.Select(user => user.Id)] : throw new InvalidInputException($"No such user: {missing}");
    }

    private sealed class GroupRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public string Properties { get; set; } = "{}";

        public string[] Users { get; set; } = [];

        public string[] Roles { get; set; } = [];

        public GroupSnapshot ToSnapshot() => new(Id, Name, JsonColumns.Parse(Properties), Users, Roles);
    }
}
