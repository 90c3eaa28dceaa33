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

internal sealed class GroupStore : IGroupStore
{
    /// <summary>For any number of wishes: adds all of one or, where one of its names is missing, none of it.</summary>
    /// <remarks>Users are looked up one by one: offered a join, PostgreSQL reads the table of all users for it.</remarks>
    private static readonly string AddMembersSql =
        $"""
         WITH named AS MATERIALIZED (
             SELECT place, group_id, name, (SELECT u.id FROM users u WHERE u.name = w.name) AS user_id
             FROM unnest(@places, @groups, @names) AS w(place, group_id, name)),
         target AS MATERIALIZED (
             SELECT whole.place, g.id, g.name
             FROM (SELECT place, group_id FROM named GROUP BY place, group_id HAVING count(user_id) = count(*)) AS whole
                  JOIN groups g ON g.id = whole.group_id),
         added AS (
             INSERT INTO user_groups (user_id, group_id) SELECT user_id, target.id FROM named JOIN target USING (place)
             ON CONFLICT DO NOTHING),
         written AS ({AuditRows.InsertAbout("'group/' || target.name", "target")})
         SELECT place, user_id, named.name, target.name FROM named LEFT JOIN target USING (place) WHERE user_id IS NOT NULL
         """;

    private readonly HubDatabase database;
    private readonly Gathered<string, GroupSnapshot?> found;
    private readonly Gathered<string, int?> ids;
    private readonly Gathered<NewMembers, IReadOnlyList<Member>> added;

    public GroupStore(HubDatabase database)
    {
        this.database = database;
        found = new(FindAllAsync);
        ids = new(FindIdsAsync);
        // One after the other: two that add the same users to the same groups at once could wait for each other.
        added = new(AddMembersAsync, lanes: 1);
    }

    public Task<GroupSnapshot?> FindAsync(string name, CancellationToken ct) => found.AskAsync(name, ct);

    public Task<int?> FindIdAsync(string name, CancellationToken ct) => ids.AskAsync(name, ct);

    public async Task<(IReadOnlyList<GroupSnapshot> Groups, long Total)> PageAsync(
        ScopeFilter visible, int offset, int limit, CancellationToken ct)
    {
        var which = visible.IsEverything ? "" : "WHERE g.name = ANY(@names)";
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"{SnapshotSql($"{which} ORDER BY g.id LIMIT @limit OFFSET @offset")}; SELECT count(*) FROM groups g {which}",
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

    public async Task AddMembersAsync(int groupId, IReadOnlyCollection<string> users, CancellationToken ct)
    {
        string[] names = [.. users.Distinct()];
        var deed = AuditEvent.Now(AuditKinds.MembersAdded, null, detail: Members(names));
        var members = await added.AskAsync(new NewMembers(groupId, names, deed), ct);
        var userIds = IdsOfAll(names, [.. members.Select(member => (member.Id, member.Name))]);
        if (members is [{ Group: { } group }, ..])
        {
            deed.Object = AuditObject.Group(group);
            database.Say(deed);
        }

        await database.TellAsync(NoticeTopic.Access, AccessNotices.AboutUsers(userIds), ct);
    }

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

    private async Task<IReadOnlyList<GroupSnapshot?>> FindAllAsync(IReadOnlyList<string> names)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var rows = await connection.QueryAsync<GroupRow>(SnapshotSql("WHERE g.name = ANY(@names)"), new { names = names.ToArray() });
        var byName = rows.ToDictionary(row => row.Name);
        return [.. names.Select(name => byName.GetValueOrDefault(name)?.ToSnapshot())];
    }

    private async Task<IReadOnlyList<int?>> FindIdsAsync(IReadOnlyList<string> names)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var rows = await connection.QueryAsync<(string Name, int? Id)>(
            "SELECT name, id FROM groups WHERE name = ANY(@names)", new { names = names.ToArray() });
        var byName = rows.ToDictionary(row => row.Name, row => row.Id);
        return [.. names.Select(name => byName.GetValueOrDefault(name))];
    }

    /// <summary>One statement for all.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<Member>>> AddMembersAsync(IReadOnlyList<NewMembers> wanted)
    {
        var named = wanted.SelectMany((one, i) => one.Names.Select(name => (Place: i + 1L, one.GroupId, Name: name))).ToList();
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(AddMembersSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]>("places", [.. named.Select(one => one.Place)]));
        command.Parameters.Add(new NpgsqlParameter<int[]>("groups", [.. named.Select(one => one.GroupId)]));
        command.Parameters.Add(new NpgsqlParameter<string[]>("names", [.. named.Select(one => one.Name)]));
        AuditRows.AddTo(command.Parameters, [.. wanted.Select(one => one.Deed)]);
        var members = wanted.Select(_ => new List<Member>()).ToList();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            members[(int)reader.GetInt64(0) - 1].Add(
                new Member(reader.GetInt32(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        }

        return members;
    }

    /// <summary>Groups first; then, for just those and all at once, who is in them. Members are named one by one, see above.</summary>
    /// <param name="which">The rest of the statement that selects them.</param>
    private static string SnapshotSql(string which) =>
        $"""
         WITH g AS MATERIALIZED (SELECT * FROM groups g {which}),
              m AS MATERIALIZED (
                  SELECT group_id, array_agg(name) AS names
                  FROM (SELECT m.group_id, (SELECT u.name FROM users u WHERE u.id = m.user_id) AS name FROM user_groups m
                        WHERE m.group_id = ANY (ARRAY(SELECT id FROM g)) ORDER BY m.group_id, m.user_id) AS sorted
                  GROUP BY group_id),
              h AS MATERIALIZED (
                  SELECT group_id, array_agg(name) AS names
                  FROM (SELECT h.group_id, r.name FROM group_roles h JOIN roles r ON r.id = h.role_id
                        WHERE h.group_id = ANY (ARRAY(SELECT id FROM g)) ORDER BY h.group_id, r.id) AS sorted
                  GROUP BY group_id)
         SELECT g.id, g.name, g.properties::text, coalesce(m.names, ARRAY[]::text[]) AS users, coalesce(h.names, ARRAY[]::text[]) AS roles
         FROM g LEFT JOIN m ON m.group_id = g.id LEFT JOIN h ON h.group_id = g.id
         ORDER BY g.id
         """;

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

    /// <param name="GroupId">The group they are to be in.</param>
    /// <param name="Names">Who, each once.</param>
    /// <param name="Deed">What is written down about it.</param>
    private sealed record NewMembers(int GroupId, string[] Names, AuditEvent Deed);

    /// <param name="Id">A user who was named.</param>
    /// <param name="Name">Their name.</param>
    /// <param name="Group">The group they are in now; null when nobody was added.</param>
    private sealed record Member(int Id, string Name, string? Group);

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
