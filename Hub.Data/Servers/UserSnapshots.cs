using System.Text;
using Hub.Domain.Scopes;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

internal sealed class UserSnapshots(NpgsqlDataSource database) : IUserSnapshots
{
    private const string UserColumns = "u.id, u.name, u.admin, u.created, u.last_activity";

    private const string Active = "AND v.state <> 'stopped'";

    /// <summary>For one user PostgreSQL is quicker to look up row by row.</summary>
    private const string One =
        $"""
         SELECT {UserColumns},
                ARRAY(SELECT g.name FROM user_groups m JOIN groups g ON g.id = m.group_id WHERE m.user_id = u.id ORDER BY g.id),
                ARRAY(SELECT r.name FROM user_roles h JOIN roles r ON r.id = h.role_id WHERE h.user_id = u.id ORDER BY r.id),
                {ServerReader.Columns}
         FROM users u LEFT JOIN servers v ON v.user_id = u.id
         """;

    private const string OneWithAllServers = $"{One} WHERE u.name = $1 ORDER BY v.id";

    private const string OneWithActiveServers = $"{One} {Active} WHERE u.name = $1 ORDER BY v.id";

    public async Task<UserSnapshot?> FindAsync(string name, bool includeStopped, CancellationToken ct)
    {
        await using var command = database.CreateCommand(includeStopped ? OneWithAllServers : OneWithActiveServers);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return Whole(await UserSnapshotReader.ReadAsync(reader, 1, ct), includeStopped).FirstOrDefault();
    }

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
        var page = Sql($"{matches} ORDER BY {Order(query)} LIMIT @limit OFFSET @offset", Order(query), query.IncludeStopped);
        command.CommandText = query.WithTotal ? $"{page}; SELECT count(*) FROM users u {matches}" : page;
        // One more than wanted tells whether there are more, which is much cheaper than a count.
        var wanted = query.WithTotal ? query.Limit : query.Limit + 1;
        command.Parameters.AddWithValue("limit", wanted);
        command.Parameters.AddWithValue("offset", query.Offset);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var users = Whole(await UserSnapshotReader.ReadAsync(reader, wanted, ct), query.IncludeStopped);
        if (!query.WithTotal)
            return (users.Count > query.Limit ? users[..query.Limit] : users, query.Offset + (long)users.Count);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return (users, reader.GetInt64(0));
    }

    /// <summary>Everybody has a default server, although its row comes with its first use.</summary>
    private static List<UserSnapshot> Whole(List<UserSnapshot> users, bool includeStopped)
    {
        if (!includeStopped)
            return users;
        return users.ConvertAll(user => user.Servers.Any(server => server.Name.Length == 0)
            ? user
            : user with { Servers = [new Server { UserId = user.User.Id, Name = "", DisplayName = "" }, .. user.Servers] });
    }

    /// <summary>Users first, as few as wanted; then, for just those and all at once, what is shown of them.</summary>
    private static string Sql(string which, string order, bool includeStopped) =>
        $"""
         WITH u AS MATERIALIZED (SELECT * FROM users u {which}),
              m AS MATERIALIZED (SELECT m.user_id, array_agg(g.name ORDER BY g.id) AS names
                                 FROM user_groups m JOIN groups g ON g.id = m.group_id
                                 WHERE m.user_id = ANY (ARRAY(SELECT id FROM u)) GROUP BY m.user_id),
              h AS MATERIALIZED (SELECT h.user_id, array_agg(r.name ORDER BY r.id) AS names
                                 FROM user_roles h JOIN roles r ON r.id = h.role_id
                                 WHERE h.user_id = ANY (ARRAY(SELECT id FROM u)) GROUP BY h.user_id)
         SELECT {UserColumns}, coalesce(m.names, ARRAY[]::text[]), coalesce(h.names, ARRAY[]::text[]), {ServerReader.Columns}
         FROM u LEFT JOIN m ON m.user_id = u.id LEFT JOIN h ON h.user_id = u.id
                LEFT JOIN servers v ON v.user_id = u.id {(includeStopped ? "" : Active)}
         ORDER BY {order}, u.id, v.id
         """;

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
