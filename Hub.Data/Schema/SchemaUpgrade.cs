using Microsoft.EntityFrameworkCore;

namespace Hub.Data.Schema;

/// <summary>Brings the schema up to what this program needs.</summary>
public sealed class SchemaUpgrade(IDbContextFactory<HubDbContext> contexts)
{
    /// <summary>
    /// Applies the migrations that are missing. EF Core holds a database-wide lock meanwhile, so of several hubs that start
    /// at once one migrates and the others wait.
    /// </summary>
    /// <returns>The names of the migrations applied; empty when the schema was current.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var missing = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (missing.Count > 0)
            await context.Database.MigrateAsync(ct);
        return missing;
    }
}
