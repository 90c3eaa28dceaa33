using System.Data.Common;
using Hub.Data.Schema;
using Hub.Domain.Servers;
using Hub.Domain.Users;

namespace Hub.Data.Servers;

/// <summary>Folds rows of one user and one server each into users with servers; the rows of a user follow each other.</summary>
internal static class UserSnapshotReader
{
    private const int ServerColumns = 8;

    public static async Task<List<UserSnapshot>> ReadAsync(DbDataReader rows, int expected, CancellationToken ct)
    {
        var users = new List<UserSnapshot>(expected);
        var last = -1;
        List<Server>? servers = null;
        while (await rows.ReadAsync(ct))
        {
            var id = rows.GetInt32(0);
            if (id != last)
            {
                last = id;
                servers = rows.IsDBNull(ServerColumns) ? null : [];
                users.Add(new UserSnapshot(
                    new User
                    {
                        Id = id,
                        Name = rows.GetString(1),
                        Admin = rows.GetBoolean(2),
                        Created = rows.GetFieldValue<DateTimeOffset>(3),
                        LastActivity = rows.IsDBNull(4) ? null : rows.GetFieldValue<DateTimeOffset>(4),
                        UserInfo = rows.IsDBNull(5) ? null : JsonColumns.Parse(rows.GetString(5)),
                    },
                    rows.GetFieldValue<string[]>(6),
                    rows.GetFieldValue<string[]>(7),
                    (IReadOnlyList<Server>?)servers ?? []));
            }

            if (ServerReader.Read(rows, ServerColumns) is { } server)
                servers!.Add(server);
        }

        return users;
    }
}
