using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Metrics;

namespace Hub.Data.Metrics;

internal sealed class UsageStore(HubDatabase database) : IUsageStore
{
    public async Task<Usage> CountAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleAsync<Usage>(new CommandDefinition(
            """
            SELECT (SELECT count(*) FROM servers WHERE state = 'ready') AS RunningServers,
                   (SELECT in_a_row FROM start_failures WHERE id = 1) AS FailedStarts,
                   (SELECT count(*) FROM start_failures WHERE refused_since IS NOT NULL) AS StartsRefused,
                   count(*) AS TotalUsers,
                   count(*) FILTER (WHERE last_activity >= @now - interval '24 hours') AS ActiveDay,
                   count(*) FILTER (WHERE last_activity >= @now - interval '7 days') AS ActiveWeek,
                   count(*) FILTER (WHERE last_activity >= @now - interval '30 days') AS ActiveMonth
            FROM users
            """,
            new { now },
            cancellationToken: ct));
    }
}
