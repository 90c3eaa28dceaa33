using System.Text.RegularExpressions;
using Dapper;
using Hub.Domain.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hub.Data.Schema;

/// <summary>Deletes everything a hub has kept, so that it starts from nothing. What others have in the same database stays.</summary>
public sealed partial class SchemaReset(IDbContextFactory<HubDbContext> contexts)
{
    /// <exception cref="InvalidInputException">Another hub runs on the database.</exception>
    public async Task ApplyAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var whole = await context.Database.BeginTransactionAsync(ct);
        if (await IsThereAsync(context, "replicas", ct) && await HasHubsAsync(context, ct))
            throw new InvalidInputException("JupyterHub.reset_db: another hub runs on this database, or did a moment ago; stop it first, and wait for ten seconds");
        // All names are our own.
        var (tables, functions) = Made(context);
        await context.Database.GetDbConnection().ExecuteAsync(new CommandDefinition(
            $"DROP TABLE IF EXISTS {string.Join(", ", tables)} CASCADE; DROP FUNCTION IF EXISTS {string.Join(", ", functions)} CASCADE",
            transaction: whole.GetDbTransaction(),
            cancellationToken: ct));
        await whole.CommitAsync(ct);
    }

    /// <summary>What the model knows of, and what migrations make by statements of their own.</summary>
    private static (List<string> Tables, List<string> Functions) Made(HubDbContext context)
    {
        var migrations = context.GetService<IMigrationsAssembly>();
        var statements = migrations.Migrations.Values
            .SelectMany(migration => migrations.CreateMigration(migration, context.Database.ProviderName!).UpOperations)
            .OfType<SqlOperation>().Select(operation => operation.Sql).ToList();
        List<string> Named(Regex made) => [.. statements.SelectMany(sql => made.Matches(sql)).Select(match => match.Groups["name"].Value)];
        return (
            [.. context.Model.GetRelationalModel().Tables.Select(table => table.Name).Append("__EFMigrationsHistory").Concat(Named(MadeTable()))
                .Distinct().Select(name => $"\"{name}\"")],
            [.. Named(MadeFunction()).Distinct().Select(name => $"\"{name}\"")]);
    }

    private static Task<bool> IsThereAsync(HubDbContext context, string table, CancellationToken ct) =>
        context.Database.SqlQuery<bool>($"SELECT to_regclass({table}) IS NOT NULL AS \"Value\"").SingleAsync(ct);

    private static Task<bool> HasHubsAsync(HubDbContext context, CancellationToken ct) =>
        context.Database.SqlQuery<bool>($"SELECT EXISTS (SELECT 1 FROM replicas WHERE heartbeat > now() - interval '10 seconds') AS \"Value\"").SingleAsync(ct);

    [GeneratedRegex(@"CREATE\s+(UNLOGGED\s+)?TABLE\s+(IF\s+NOT\s+EXISTS\s+)?(?<name>\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MadeTable();

    [GeneratedRegex(@"CREATE\s+(OR\s+REPLACE\s+)?FUNCTION\s+(?<name>\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MadeFunction();
}
