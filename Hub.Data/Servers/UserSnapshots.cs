using System.Text;
using Hub.Data.Schema;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

internal sealed class UserSnapshots : IUserSnapshots
{
    private const string UserColumns = "u.id, u.name, u.admin, u.created, u.last_activity, u.user_info";

    /// <summary>How many ids lie in one stretch of <c>user_counts</c>.</summary>
    private const int UserBlock = 2000;

    private const string UserCount = "SELECT coalesce(sum(users), 0) FROM user_counts";

    private const string Active = "AND v.state <> 'stopped'";

    private static readonly string WithAllServers = Named("");

    private static readonly string WithActiveServers = Named(Active);

    private readonly NpgsqlDataSource database;
    private readonly Gathered<string, UserSnapshot?> withAllServers;
    private readonly Gathered<string, UserSnapshot?> withActiveServers;

    public UserSnapshots(NpgsqlDataSource database)
    {
        this.database = database;
        withAllServers = new(names => FindAsync(WithAllServers, names));
        withActiveServers = new(names => FindAsync(WithActiveServers, names));
    }

    public async Task<UserSnapshot?> FindAsync(string name, bool includeStopped, CancellationToken ct) => includeStopped
        ? await withAllServers.AskAsync(name, ct) is { } user ? Whole(user) : null
        : await withActiveServers.AskAsync(name, ct);

    public async Task<IReadOnlyList<UserSnapshot>> FindAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            Sql("JOIN unnest(@names) WITH ORDINALITY AS w(wanted, place) ON w.wanted = u.name", "u.place", includeStopped: false));
        command.Parameters.AddWithValue("names", names.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await UserSnapshotReader.ReadAsync(reader, names.Count, ct);
    }

    public async Task<(IReadOnlyList<UserSnapshot> Users, long Total)> PageAsync(UserQuery query, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        var matches = Where(query, command.Parameters);
        var everybody = matches.Length == 0 && query.Sort == UserSort.Id;
        var page = Sql(
            everybody && query.Offset > 0
                ? $"WHERE u.id {(query.Descending ? "<=" : ">=")} ({Skipping(query)}) ORDER BY {Order(query)} LIMIT @limit"
                : $"{matches} ORDER BY {Order(query)} LIMIT @limit OFFSET @offset",
            Order(query), query.IncludeStopped, unbroken: everybody);
        command.CommandText = query.WithTotal ? $"{page}; {(everybody ? UserCount : $"SELECT count(*) FROM users u {matches}")}" : page;
        // One more than wanted tells whether there are more, which is much cheaper than a count.
        var wanted = query.WithTotal ? query.Limit : query.Limit + 1;
        command.Parameters.AddWithValue("limit", wanted);
        command.Parameters.AddWithValue("offset", query.Offset);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var users = await UserSnapshotReader.ReadAsync(reader, wanted, ct);
        if (query.IncludeStopped)
            users = users.ConvertAll(Whole);
        if (!query.WithTotal)
            return (users.Count > query.Limit ? users[..query.Limit] : users, query.Offset + (long)users.Count);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return (users, reader.GetInt64(0));
    }

    private async Task<IReadOnlyList<UserSnapshot?>> FindAsync(string sql, IReadOnlyList<string> names)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        await using var reader = await command.ExecuteReaderAsync();
        var found = (await UserSnapshotReader.ReadAsync(reader, names.Count, CancellationToken.None)).ToDictionary(user => user.User.Name);
        return [.. names.Select(found.GetValueOrDefault)];
    }

    /// <summary>Everybody has a default server, although its row comes with its first use.</summary>
    private static UserSnapshot Whole(UserSnapshot user) => user.Servers.Any(server => server.Name.Length == 0)
        ? user
        : user with { Servers = [new Server { UserId = user.User.Id, Name = "", DisplayName = "" }, .. user.Servers] };

    /// <summary>Of a few users PostgreSQL is quicker to look up everything row by row.</summary>
    private static string Named(string servers) =>
        $"""
         SELECT {UserColumns},
                ARRAY(SELECT g.name FROM user_groups m JOIN groups g ON g.id = m.group_id WHERE m.user_id = u.id ORDER BY g.id),
                ARRAY(SELECT r.name FROM user_roles h JOIN roles r ON r.id = h.role_id WHERE h.user_id = u.id ORDER BY r.id),
                {ServerReader.Columns}
         FROM users u LEFT JOIN servers v ON v.user_id = u.id {servers}
         WHERE u.name = ANY($1) ORDER BY u.id, v.id
         """;

    /// <summary>Users first, as few as wanted; then, for just those and all at once, what is shown of them.</summary>
    /// <param name="which">The rest of the statement that selects them.</param>
    /// <param name="order">Their order.</param>
    /// <param name="includeStopped">Whether stopped servers are shown too.</param>
    /// <param name="unbroken">Whether they are all users between the first and the last of them, so that what they hold lies side by side.</param>
    private static string Sql(string which, string order, bool includeStopped, bool unbroken = false)
    {
        var among = unbroken
            ? "h.user_id BETWEEN (SELECT min(id) FROM u) AND (SELECT max(id) FROM u)"
            : "h.user_id = ANY (ARRAY(SELECT id FROM u))";
        return $"""
         WITH u AS MATERIALIZED (SELECT * FROM users u {which}),
              m AS MATERIALIZED ({Names("user_groups", "groups", "group_id", among)}),
              h AS MATERIALIZED ({Names("user_roles", "roles", "role_id", among)})
         SELECT {UserColumns}, coalesce(m.names, ARRAY[]::text[]), coalesce(h.names, ARRAY[]::text[]), {ServerReader.Columns}
         FROM u LEFT JOIN m ON m.user_id = u.id LEFT JOIN h ON h.user_id = u.id
                LEFT JOIN servers v ON v.user_id = u.id {(includeStopped ? "" : Active)}
         ORDER BY {order}, u.id, v.id
         """;
    }

    /// <summary>What each user holds, by name: sorted before it is gathered, because sorting for each user apart takes longer than all the rest.</summary>
    private static string Names(string holdings, string held, string id, string among) =>
        $"""
         SELECT user_id, array_agg(name) AS names
         FROM (SELECT h.user_id, t.name FROM {holdings} h JOIN {held} t ON t.id = h.{id} WHERE {among} ORDER BY h.user_id, h.{id}) AS sorted
         GROUP BY user_id
         """;

    /// <summary>
    /// The id a page of all users begins with. Users are counted by stretches of ids, so that only those of one stretch are skipped
    /// one by one, however many there are.
    /// </summary>
    private static string Skipping(UserQuery query)
    {
        var (order, from) = query.Descending ? ("DESC", $"id < (SELECT (block + 1) * {UserBlock} FROM place)") : ("ASC", $"id >= (SELECT block * {UserBlock} FROM place)");
        return $"""
                WITH place AS MATERIALIZED (
                    SELECT block, skipped FROM (SELECT block, sum(users) OVER (ORDER BY block {order}) - users AS skipped
                                                FROM user_counts WHERE users > 0) AS counted
                    WHERE skipped <= @offset ORDER BY skipped DESC LIMIT 1)
                SELECT id FROM users WHERE {from} ORDER BY id {order} LIMIT 1 OFFSET @offset - (SELECT skipped FROM place)
                """;
    }

    private static string Order(UserQuery query)
    {
        var direction = query.Descending ? "DESC" : "ASC";
        return query.Sort switch
        {
            UserSort.Name => $"u.name {direction}",
            UserSort.LastActivity => $"u.last_activity {direction} NULLS {(query.Descending ? "LAST" : "FIRST")}, u.id {direction}",
            _ => $"u.id {direction}",
        };
    }

    private static string Where(UserQuery query, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string>();
        if (!query.Visible.IsEverything)
            conditions.Add(Visible(query.Visible, parameters));
        if (!string.IsNullOrEmpty(query.NamePart))
        {
            conditions.Add("strpos(lower(u.name), lower(@part)) > 0");
            parameters.AddWithValue("part", query.NamePart);
        }

        const string HasServer = "EXISTS (SELECT 1 FROM servers v WHERE v.user_id = u.id AND v.state ";
        if (query.State != UserStateFilter.All)
        {
            conditions.Add(query.State switch
            {
                UserStateFilter.Ready => $"{HasServer} = 'ready')",
                UserStateFilter.Active => $"{HasServer} <> 'stopped')",
                _ => $"NOT {HasServer} <> 'stopped')",
            });
        }

        return conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
    }

    private static string Visible(ScopeFilter filter, NpgsqlParameterCollection parameters)
    {
        var sql = new StringBuilder("(u.name = ANY(@visible_users)");
        parameters.AddWithValue("visible_users", filter.Users.ToArray());
        if (filter.Groups.Count > 0)
        {
            sql.Append(" OR EXISTS (SELECT 1 FROM user_groups m JOIN groups g ON g.id = m.group_id"
                + " WHERE m.user_id = u.id AND g.name = ANY(@visible_groups))");
            parameters.AddWithValue("visible_groups", filter.Groups.ToArray());
        }

        return sql.Append(')').ToString();
    }
}
