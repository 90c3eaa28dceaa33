using System.Data.Common;
using Hub.Data.Schema;
using Hub.Domain.Servers;

namespace Hub.Data.Servers;

/// <summary>Reads the part of a server's row that is shown, from a statement that selects <see cref="Columns"/>.</summary>
internal static class ServerReader
{
    public const string Columns =
        "v.id, v.user_id, v.name, v.display_name, v.state, v.user_options::text, v.spawner_state::text, v.address, v.started, "
        + "v.last_activity, v.failure, v.start_failed, v.attempt";

    /// <param name="row">A reader that stands on a row.</param>
    /// <param name="first">The column where <see cref="Columns"/> begins.</param>
    /// <returns>Null when the row has no server (an outer join).</returns>
    public static Server? Read(DbDataReader row, int first)
    {
        if (row.IsDBNull(first))
            return null;
        return new Server
        {
            Id = row.GetInt32(first),
            UserId = row.GetInt32(first + 1),
            Name = row.GetString(first + 2),
            DisplayName = row.GetString(first + 3),
            State = Enum.Parse<ServerState>(row.GetString(first + 4), true),
            UserOptions = row.IsDBNull(first + 5) ? null : JsonColumns.Parse(row.GetString(first + 5)),
            SpawnerState = JsonColumns.Parse(row.GetString(first + 6)),
            Address = row.IsDBNull(first + 7) ? null : row.GetString(first + 7),
            Started = row.IsDBNull(first + 8) ? null : row.GetFieldValue<DateTimeOffset>(first + 8),
            LastActivity = row.IsDBNull(first + 9) ? null : row.GetFieldValue<DateTimeOffset>(first + 9),
            Failure = row.IsDBNull(first + 10) ? null : row.GetString(first + 10),
            StartFailed = row.GetBoolean(first + 11),
            Attempt = row.GetInt32(first + 12),
        };
    }
}
