using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Paging;

namespace Hub.Data.Audit;

internal sealed class AuditStore(HubDatabase database) : IAuditStore
{
    private const int Batch = 10_000;

    public async Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        await using var connection = await database.ConnectAsync(ct);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(AuditRows.Inserting(events));
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task<PageOf<AuditEvent>> PageAsync(AuditFilter filter, Page page, CancellationToken ct)
    {
        var which = Which(filter);
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             SELECT id, time, kind, actor, who, on_behalf_of AS OnBehalfOf, token_id AS TokenId, address, request_id AS RequestId, object,
                    outcome, detail
             FROM audit_events {which} ORDER BY id DESC LIMIT @Limit OFFSET @Offset;
             SELECT count(*)::int FROM audit_events {which}
             """,
            new
            {
                filter.Who,
                filter.OnBehalfOf,
                Kinds = filter.Kinds?.ToArray(),
                filter.Object,
                // The character after the slash.
                End = IsPrefix(filter) ? filter.Object![..^1] + "0" : null,
                Outcome = filter.Outcome?.ToString(),
                filter.RequestId,
                Since = filter.Since?.ToUniversalTime(),
                Until = filter.Until?.ToUniversalTime(),
                page.Limit,
                page.Offset,
            },
            cancellationToken: ct));
        var events = (await results.ReadAsync<AuditEvent>()).ToList();
        return new PageOf<AuditEvent>(events, await results.ReadSingleAsync<int>());
    }

    /// <summary>Some at a time, so that nobody waits for a long lock.</summary>
    public async Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken ct)
    {
        var (all, removed) = (0, 0);
        do
        {
            removed = await database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
                """
                SET LOCAL hub.audit_retention = 'on';
                DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE time < @time ORDER BY time LIMIT @Batch)
                """,
                new { time = time.ToUniversalTime(), Batch },
                ct)), ct);
            all += removed;
        }
        while (removed == Batch);
        return all;
    }

    private static bool IsPrefix(AuditFilter filter) => filter.Object?.EndsWith('/') == true;

    private static string Which(AuditFilter filter)
    {
        var conditions = new List<string>();
        Add(filter.Who, "who = @Who");
        Add(filter.OnBehalfOf, "on_behalf_of = @OnBehalfOf");
        Add(filter.Kinds, "kind = ANY(@Kinds)");
        Add(filter.Object, IsPrefix(filter) ? "object >= @Object AND object < @End" : "object = @Object");
        Add(filter.Outcome, "outcome = @Outcome");
        Add(filter.RequestId, "request_id = @RequestId");
        Add(filter.Since, "time >= @Since");
        Add(filter.Until, "time < @Until");
        return conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);

        void Add(object? wanted, string condition)
        {
            if (wanted is not null)
                conditions.Add(condition);
        }
    }
}
