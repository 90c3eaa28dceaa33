using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

internal sealed class ServerQueue(HubDatabase database) : IServerQueue
{
    /// <summary>
    /// A user in several groups counts for the smallest; those in none count as one group. What starts already counts as a turn
    /// that was had.
    /// </summary>
    private const string Order =
        """
        WITH busy AS MATERIALIZED (SELECT id, user_id, state, queued FROM servers WHERE state IN ('queued', 'starting')),
             sizes AS (SELECT group_id, count(*) AS size FROM user_groups WHERE group_id IN (
                           SELECT group_id FROM user_groups WHERE user_id IN (SELECT user_id FROM busy)) GROUP BY group_id),
             shares AS (SELECT DISTINCT ON (m.user_id) m.user_id, m.group_id FROM user_groups m JOIN sizes USING (group_id)
                        WHERE m.user_id IN (SELECT user_id FROM busy) ORDER BY m.user_id, sizes.size, m.group_id),
             turns AS (SELECT b.*, coalesce(s.group_id, 0) AS share,
                              row_number() OVER (PARTITION BY b.user_id ORDER BY b.state = 'starting' DESC, b.queued, b.id) AS turn
                       FROM busy b LEFT JOIN shares s USING (user_id)),
             placed AS (SELECT *, row_number() OVER (PARTITION BY share ORDER BY state = 'starting' DESC, turn, queued, id) AS share_turn FROM turns)
        SELECT id FROM placed WHERE state = 'queued' ORDER BY turn, share_turn, queued, id
        """;

    public async Task<IReadOnlyList<int>> OrderAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return [.. await connection.QueryAsync<int>(new CommandDefinition(Order, cancellationToken: ct))];
    }

    public async Task<IReadOnlyList<Server>> NextAsync(int limit, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        var (waiting, starting) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'starting') FROM servers WHERE state <> 'stopped'",
            cancellationToken: ct));
        if (waiting == 0 || starting >= limit)
            return [];
        var next = (await OrderAsync(ct)).Take((int)Math.Min(limit - starting, waiting)).ToArray();
        var servers = await context.Servers.AsNoTracking().Include(server => server.User).Where(server => next.Contains(server.Id)).ToListAsync(ct);
        return [.. servers.OrderBy(server => Array.IndexOf(next, server.Id))];
    }

    public async Task<TimeSpan?> UsualStartAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleAsync<TimeSpan?>(new CommandDefinition(
            """
            SELECT avg(took) FROM (SELECT ready - accepted AS took FROM server_attempts
                                   WHERE ready IS NOT NULL AND accepted IS NOT NULL ORDER BY id DESC LIMIT 20) AS latest
            """,
            cancellationToken: ct));
    }

    public async Task<IReadOnlyList<int>> OverdueAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return [.. await connection.QueryAsync<int>(new CommandDefinition(
            "SELECT id FROM servers WHERE state = 'queued' AND deadline < now()", cancellationToken: ct))];
    }

    public Task<bool> EndAsync(int serverId, StopReason reason, CancellationToken ct) =>
        database.WriteAsync(unit => EndAsync(unit, serverId, reason, ct), ct);

    /// <summary>The same as a part of another transaction.</summary>
    public static async Task<bool> EndAsync(UnitOfWork unit, int serverId, StopReason reason, CancellationToken ct)
    {
        var attempt = await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
            $"""
            UPDATE servers SET state = {StateSql.To(ServerEvent.QueueEnded)}, queued = NULL, deadline = NULL, started = NULL,
                failure = @Failure, start_failed = true
            WHERE id = @serverId AND state IN {StateSql.From(ServerEvent.QueueEnded)} RETURNING attempt
            """,
            new { serverId, reason.Failure },
            ct));
        if (attempt is null)
            return false;
        await unit.ExecuteAsync(
            """
            INSERT INTO progress_events (server_id, attempt, progress, message, failed, ready, created)
            VALUES (@serverId, @attempt, 100, @Failure, true, false, now())
            """,
            new { serverId, attempt, reason.Failure },
            ct);
        AttemptSql.Then(unit, AttemptSql.End, serverId, attempt.Value, reason);
        unit.Tell(NoticeTopic.Server, $"{serverId}");
        unit.Tell(NoticeTopic.Progress, $"{serverId}");
        return true;
    }
}
