using Dapper;
using Hub.Domain.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hub.Data.Schema;

/// <summary>Deletes everything a hub has kept, so that it starts from nothing. What others have in the same database stays.</summary>
public sealed class SchemaReset(IDbContextFactory<HubDbContext> contexts)
{
    /// <exception cref="InvalidInputException">Another hub runs on the database.</exception>
    public async Task ApplyAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var whole = await context.Database.BeginTransactionAsync(ct);
        if (await IsThereAsync(context, "replicas", ct) && await HasHubsAsync(context, ct))
            throw new InvalidInputException("JupyterHub.reset_db: another hub runs on this database, or did a moment ago; stop it first, and wait for ten seconds");
        // All names are those of the model.
        var tables = context.Model.GetRelationalModel().Tables.Select(table => $"\"{table.Name}\"").Append("\"__EFMigrationsHistory\"");
        await context.Database.GetDbConnection().ExecuteAsync(new CommandDefinition(
            $"DROP TABLE IF EXISTS {string.Join(", ", tables)} CASCADE; DROP FUNCTION IF EXISTS refuse_audit_change()",
            transaction: whole.GetDbTransaction(),
            cancellationToken: ct));
        await whole.CommitAsync(ct);
    }

    private static Task<bool> IsThereAsync(HubDbContext context, string table, CancellationToken ct) =>
        context.Database.SqlQuery<bool>($"SELECT to_regclass({table}) IS NOT NULL AS \"Value\"").SingleAsync(ct);

    private static Task<bool> HasHubsAsync(HubDbContext context, CancellationToken ct) =>
        context.Database.SqlQuery<bool>($"SELECT EXISTS (SELECT 1 FROM replicas WHERE heartbeat > now() - interval '10 seconds') AS \"Value\"").SingleAsync(ct);
}
