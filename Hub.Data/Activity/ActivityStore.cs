using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Activity;
using Hub.Domain.Audit;

namespace Hub.Data.Activity;

internal sealed class ActivityStore(HubDatabase database) : IActivityStore
{
    public async Task RecordAsync(ActivityBatch batch, CancellationToken ct)
    {
        if (batch.Users.Count + batch.Servers.Count > 0)
        {
            await using var context = await database.ReadAsync(ct);
            var connection = await context.OpenAsync(ct);
            await connection.QueryAsync<int>(Update("users", batch.Users, null, ct));
            await connection.QueryAsync<int>(Update("servers", batch.Servers, null, ct));
        }

        if (batch.Tokens.Count > 0)
            await database.WriteAsync(unit => RecordTokensAsync(unit, batch, ct), ct);
    }

    /// <summary>The first use of a token is a deed that is written down.</summary>
    private static async Task RecordTokensAsync(UnitOfWork unit, ActivityBatch batch, CancellationToken ct)
    {
        var first = (await unit.Connection.QueryAsync<int>(Update("api_tokens", batch.Tokens, unit.Transaction, ct))).ToArray();
        if (first.Length == 0)
            return;
        var owners = await unit.Connection.QueryAsync<(int Id, string? User, string? Service)>(unit.Sql(
            """
            SELECT t.id, u.name, s.name FROM api_tokens t LEFT JOIN users u ON u.id = t.user_id LEFT JOIN services s ON s.id = t.service_id
            WHERE t.id = ANY(@first)
            """,
            new { first },
            ct));
        foreach (var (id, user, service) in owners)
        {
            var origin = batch.Origins.GetValueOrDefault(id)
                ?? new AuditOrigin(user is null ? AuditActor.Service : AuditActor.User, user ?? service, id, null, null);
            var deed = AuditEvent.Now(AuditKinds.TokenFirstUsed, AuditObject.Token(id), user, origin: origin);
            deed.Time = batch.Tokens[id].At;
            unit.Record(deed);
        }
    }

    /// <summary>Gives the ids of rows that had no activity before.</summary>
    private static CommandDefinition Update(
        string table, IReadOnlyDictionary<int, SeenActivity> times, System.Data.IDbTransaction? transaction, CancellationToken ct)
    {
        // Sorted by id, so that two replicas writing the same rows wait for each other instead of locking each other out.
        var sorted = times.OrderBy(entry => entry.Key).ToList();
        return new CommandDefinition(
            $"""
             WITH locked AS MATERIALIZED (
                      SELECT r.id, t.at, r.last_activity IS NULL AS first
                      FROM unnest(@ids, @times, @after) AS t(id, at, after) JOIN {table} r USING (id)
                      WHERE r.last_activity IS NULL OR r.last_activity < t.after
                      ORDER BY r.id FOR NO KEY UPDATE OF r),
                  updated AS (
                      UPDATE {table} r SET last_activity = locked.at FROM locked
                      WHERE r.id = locked.id AND (r.last_activity IS NULL OR r.last_activity < locked.at)
                      RETURNING r.id, locked.first)
             SELECT id FROM updated WHERE first
             """,
            new
            {
                ids = sorted.Select(entry => entry.Key).ToArray(),
                times = sorted.Select(entry => entry.Value.At.ToUniversalTime()).ToArray(),
                after = sorted.Select(entry => entry.Value.After.ToUniversalTime()).ToArray(),
            },
            transaction,
            cancellationToken: ct);
    }
}
