using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Activity;

namespace Hub.Data.Activity;

internal sealed class ActivityStore(HubDatabase database) : IActivityStore
{
    public async Task RecordAsync(ActivityBatch batch, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        await RecordAsync("users", batch.Users);
        await RecordAsync("servers", batch.Servers);
        await RecordAsync("api_tokens", batch.Tokens);

        async Task RecordAsync(string table, IReadOnlyDictionary<int, DateTimeOffset> times)
        {
            if (times.Count == 0)
                return;
            // Sorted by id, so that two replicas writing the same rows wait for each other instead of locking each other out.
            var sorted = times.OrderBy(entry => entry.Key).ToList();
            await connection.ExecuteAsync(new CommandDefinition(
                $"""
                 WITH seen AS (SELECT * FROM unnest(@ids, @times) AS t(id, at)),
                      locked AS (SELECT r.id FROM {table} r JOIN seen USING (id) ORDER BY r.id FOR NO KEY UPDATE OF r)
                 UPDATE {table} r SET last_activity = seen.at FROM seen, locked
                 WHERE r.id = seen.id AND locked.id = r.id AND (r.last_activity IS NULL OR r.last_activity < seen.at)
                 """,
                new { ids = sorted.Select(entry => entry.Key).ToArray(), times = sorted.Select(entry => entry.Value.ToUniversalTime()).ToArray() },
                cancellationToken: ct));
        }
    }
}
