using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Servers;

namespace Hub.Data.Servers;

internal sealed class StartFailureStore(HubDatabase database) : IStartFailureStore
{
    private const string Columns =
        "in_a_row AS InARow, refused_since AS RefusedSince, next_trial AS NextTrial, last AS Last, last_at AS LastAt";

    public async Task<StartFailures> ReadAsync(CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StartFailures>(new CommandDefinition(
            $"SELECT {Columns} FROM start_failures WHERE id = 1", cancellationToken: ct)) ?? new StartFailures();
    }

    public Task<StartFailures> CountAsync(string last, int limit, TimeSpan pause, CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.QuerySingleAsync<StartFailures>(unit.Sql(
            $"""
            INSERT INTO start_failures AS f (id, in_a_row, refused_since, next_trial, last, last_at)
            VALUES (1, 1, CASE WHEN @limit <= 1 THEN now() END, CASE WHEN @limit <= 1 THEN now() + @pause END, @last, now())
            ON CONFLICT (id) DO UPDATE SET in_a_row = f.in_a_row + 1, last = @last, last_at = now(),
                refused_since = CASE WHEN f.in_a_row + 1 >= @limit THEN coalesce(f.refused_since, now()) END,
                next_trial = CASE WHEN f.in_a_row + 1 >= @limit THEN now() + @pause END
            RETURNING {Columns}
            """,
            new { last, limit, pause },
            ct)), ct);

    public Task<bool> TakeTrialAsync(TimeSpan pause, CancellationToken ct) =>
        database.WriteAsync(async unit => await unit.Connection.ExecuteAsync(unit.Sql(
            "UPDATE start_failures SET next_trial = now() + @pause WHERE refused_since IS NOT NULL AND next_trial <= now()", new { pause }, ct)) > 0, ct);

    public Task ReturnTrialAsync(CancellationToken ct) =>
        database.WriteAsync(unit => unit.Connection.ExecuteAsync(unit.Sql(
            "UPDATE start_failures SET next_trial = now() WHERE refused_since IS NOT NULL", null, ct)), ct);

    public Task<bool> ClearAsync(CancellationToken ct) =>
        database.WriteAsync(async unit => await unit.Connection.ExecuteAsync(unit.Sql(
            "UPDATE start_failures SET in_a_row = 0, refused_since = NULL, next_trial = NULL WHERE in_a_row > 0", null, ct)) > 0, ct);
}
