using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Schema;

/// <summary>Brings the schema up to what this program needs.</summary>
public sealed class SchemaUpgrade(IDbContextFactory<HubDbContext> contexts)
{
    private const long Lock = 0x48554205;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Applies the migrations that are missing; of several hubs that start at once one does, and the others wait.</summary>
    /// <returns>The names of the migrations applied; empty when the schema was current.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        if (!(await context.Database.GetPendingMigrationsAsync(ct)).Any())
            return [];
        await context.Database.OpenConnectionAsync(ct);
        // EF Core's own lock holds for one migration at a time, and between two another hub could come in. Asked again and again,
        // because a statement that waits runs into its time limit.
        while (!await AskAsync(context, $"SELECT pg_try_advisory_lock({Lock}) AS \"Value\"", ct))
            await Task.Delay(LookInterval, ct);
        try
        {
            var missing = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (missing.Count > 0)
                await context.Database.MigrateAsync(ct);
            return missing;
        }
        finally
        {
            await AskAsync(context, $"SELECT pg_advisory_unlock({Lock}) AS \"Value\"", CancellationToken.None);
        }
    }

    /// <summary>The migrations of this program that the database does not have yet.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return [.. await context.Database.GetPendingMigrationsAsync(ct)];
    }

    /// <summary>
    /// The migrations of a newer program than this one. Migrations only add, so the two can run side by side on them.
    /// </summary>
    public async Task<IReadOnlyList<string>> NewerAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return [.. (await context.Database.GetAppliedMigrationsAsync(ct)).Except(context.Database.GetMigrations())];
    }

    private static Task<bool> AskAsync(HubDbContext context, FormattableString question, CancellationToken ct) =>
        context.Database.SqlQuery<bool>(question).SingleAsync(ct);
}
