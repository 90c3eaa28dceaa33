using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Replicas;
using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Replicas;

internal sealed class ReplicaStore(HubDatabase database) : IReplicaStore
{
    public Task BeatAsync(LiveReplica replica, TimeSpan stale, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var state = replica.State.ToString().ToLowerInvariant();
            var before = await unit.Connection.QuerySingleAsync<string?>(unit.Sql(
                """
                INSERT INTO replicas (id, host, address, proxy, version, started, heartbeat, state, leads)
                VALUES (@Id, @Host, @Address, @Proxy, @Version, @Started, now(), @state, @Leads)
                ON CONFLICT (id) DO UPDATE SET heartbeat = now(), state = excluded.state, leads = excluded.leads
                RETURNING (SELECT state FROM replicas WHERE id = @Id AND heartbeat > now() - @stale)
                """,
                new { replica.Id, replica.Host, replica.Address, replica.Proxy, replica.Version, replica.Started, state, replica.Leads, stale },
                ct));
            if (before != state)
                unit.Tell(NoticeTopic.Routes);
        }, ct);

    public async Task<IReadOnlyList<LiveReplica>> ListAsync(TimeSpan age, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        return await context.Replicas.FromSql($"SELECT * FROM replicas WHERE heartbeat > now() - {age}").AsNoTracking()
            .OrderBy(replica => replica.Started).ThenBy(replica => replica.Id).ToListAsync(ct);
    }

    public Task<IReadOnlyList<LiveReplica>> PruneAsync(TimeSpan age, CancellationToken ct) =>
        database.WriteAsync<IReadOnlyList<LiveReplica>>(async unit =>
        {
            var gone = (await unit.Connection.QueryAsync<(Guid Id, string Host, string Address)>(unit.Sql(
                "DELETE FROM replicas WHERE heartbeat < now() - @age RETURNING id, host, address", new { age }, ct))).ToList();
            if (gone.Count > 0)
                unit.Tell(NoticeTopic.Routes);
            return [.. gone.Select(row => new LiveReplica { Id = row.Id, Host = row.Host, Address = row.Address, Proxy = "", Version = "" })];
        }, ct);

    public Task RemoveAsync(Guid id, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            unit.Tell(NoticeTopic.Routes);
            await unit.Connection.ExecuteAsync(unit.Sql("DELETE FROM replicas WHERE id = @id", new { id }, ct));
        }, ct);
}
