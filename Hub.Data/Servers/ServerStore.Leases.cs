using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Servers;

/// <summary>Who runs which transition, and who polls which server: each taken by one replica, atomically.</summary>
internal sealed partial class ServerStore
{
    public async Task<IReadOnlyList<HeldLease>> RenewLeasesAsync(
        Guid owner, IReadOnlyCollection<Lease> running, TimeSpan leaseTime, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        // Not waiting for rows that somebody else has locked: one hub that sleeps in the middle of a transaction would cost this one all its leases.
        var rows = await connection.QueryAsync<(int Id, long Number, bool StopRequested)>(new CommandDefinition(
            $"""
            WITH mine AS (SELECT id, lease_number, stop_requested FROM servers
                          WHERE state IN {StateSql.UnderLease} AND lease_owner = @owner AND (deadline IS NULL OR deadline > now())
                            AND (id, lease_number) IN (SELECT * FROM unnest(@ids, @numbers))),
                 free AS (SELECT id FROM servers WHERE id IN (SELECT id FROM mine) FOR NO KEY UPDATE SKIP LOCKED),
                 renewed AS (UPDATE servers SET lease_expires = now() + @leaseTime FROM free
                             WHERE servers.id = free.id AND lease_owner = @owner AND state IN {StateSql.UnderLease})
            SELECT id, lease_number, stop_requested FROM mine
            """,
            new
            {
                owner,
                leaseTime,
                ids = running.Select(lease => lease.ServerId).ToArray(),
                numbers = running.Select(lease => lease.Number).ToArray(),
            },
            cancellationToken: ct));
        return [.. rows.Select(row => new HeldLease(new Lease(row.Id, row.Number), row.StopRequested))];
    }

    public Task<int> ReleaseLeasesAsync(Guid owner, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            unit.Tell(NoticeTopic.Handover);
            return await unit.Connection.ExecuteAsync(unit.Sql(
                $"""
                 WITH held AS MATERIALIZED (
                     SELECT id FROM servers WHERE state IN {StateSql.UnderLease} AND lease_owner = @owner ORDER BY id FOR NO KEY UPDATE)
                 UPDATE servers SET lease_expires = now() - interval '1 s' FROM held WHERE servers.id = held.id
                 """,
                new { owner },
                ct));
        }, ct);

    public async Task<IReadOnlyList<Server>> TakeOverAsync(Replica replica, CancellationToken ct)
    {
        var ids = await database.WriteAsync(unit => unit.Connection.QueryAsync<int>(unit.Sql(
            $"""
            UPDATE servers SET lease_owner = @owner, lease_number = lease_number + 1, lease_expires = now() + @LeaseTime
            WHERE id IN (SELECT id FROM servers WHERE state IN {StateSql.UnderLease} AND lease_expires < now()
                         AND (host IS NULL OR host = @Host OR (deadline < now() AND NOT EXISTS (
                              SELECT 1 FROM replicas WHERE replicas.host = servers.host AND heartbeat > now() - @stale)))
                         FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            new { owner = replica.Id, replica.Host, replica.LeaseTime, stale = replica.StaleAfter },
            ct)), ct);
        return await WithUsersAsync(ids, ct);
    }

    public Task<bool> LeaveStopToItsHostAsync(
        int serverId, Replica replica, TimeSpan deadline, bool remove, StopReason reason, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var attempt = await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.StopAsked)}, failure = NULL, start_failed = false, lease_owner = NULL,
                    lease_number = lease_number + 1, lease_expires = now() - interval '1 s', deadline = now() + @deadline, remove_when_stopped = @remove
                WHERE id = @serverId AND state IN {StateSql.From(ServerEvent.StopAsked)} AND host <> @Host AND EXISTS (
                    SELECT 1 FROM replicas WHERE replicas.host = servers.host AND heartbeat > now() - @stale)
                RETURNING attempt
                """,
                new { serverId, replica.Host, deadline, remove, stale = replica.StaleAfter },
                ct));
            if (attempt is null)
                return false;
            await RecordAsync(unit, AuditKinds.ServerStop, serverId, AuditOutcome.Done, remove ? "and remove it, by a hub of its machine" : "by a hub of its machine", ct);
            AttemptSql.Then(unit, AttemptSql.Ending, serverId, attempt.Value, reason);
            unit.Tell(NoticeTopic.Server, $"{serverId}");
            unit.Tell(NoticeTopic.Handover);
            return true;
        }, ct);

    public async Task<IReadOnlyList<DuePoll>> TakeDuePollsAsync(string host, TimeSpan interval, double jitter, int atMost, CancellationToken ct)
    {
        var rows = await database.WriteAsync(unit => unit.Connection.QueryAsync<(int Id, int Attempt, string State)>(unit.Sql(
            """
            UPDATE servers SET next_poll = now() + coalesce(poll_interval, @interval) * (1 + @jitter * (2 * random() - 1))
            WHERE id IN (SELECT id FROM servers WHERE state = 'ready' AND next_poll <= now()
                         AND (host IS NULL OR host = @host) ORDER BY next_poll LIMIT @atMost FOR UPDATE SKIP LOCKED)
            RETURNING id, attempt, spawner_state::text
            """,
            new { host, interval, jitter, atMost },
            ct)), ct);
        return [.. rows.Select(row => new DuePoll(row.Id, row.Attempt, JsonColumns.Parse(row.State)))];
    }

    public Task<IReadOnlyList<Server>> FindAllAsync(IReadOnlyCollection<int> serverIds, CancellationToken ct) => WithUsersAsync(serverIds, ct);

    public Task PollSoonAsync(string host, CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
            "UPDATE servers SET next_poll = now() WHERE state = 'ready' AND (host IS NULL OR host = @host)", new { host }, ct)), ct);

    private async Task<IReadOnlyList<Server>> WithUsersAsync(IEnumerable<int> ids, CancellationToken ct)
    {
        var wanted = ids.ToArray();
        if (wanted.Length == 0)
            return [];
        await using var context = await database.ReadAsync(ct);
        return await context.Servers.AsNoTracking().Include(server => server.User)
            .Where(server => wanted.Contains(server.Id)).ToListAsync(ct);
    }
}
