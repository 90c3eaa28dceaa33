using System.Security.Cryptography;
using Dapper;

namespace Hub.Data.Schema;

/// <summary>Secrets that all replicas share because they lie in the database they share.</summary>
public sealed class HubSecrets
{
    private readonly HubDatabase database;

    internal HubSecrets(HubDatabase database) => this.database = database;

    /// <summary>Gives the secret of a name: 32 random bytes, made by the first who asks.</summary>
    public async Task<byte[]> GetAsync(string name, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        return await connection.QuerySingleAsync<byte[]>(new CommandDefinition(
            """
            INSERT INTO secrets (name, value) VALUES (@name, @fresh) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value
            """,
            new { name, fresh = RandomNumberGenerator.GetBytes(32) },
            cancellationToken: ct));
    }

    /// <summary>Removes the secrets of a family that nobody uses any more.</summary>
    public async Task RemoveOthersAsync(string family, IReadOnlyCollection<string> used, CancellationToken ct)
    {
        await using var context = await database.ReadAsync(ct);
        var connection = await context.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM secrets WHERE (name = @family OR starts_with(name, @family || '/')) AND name <> ALL(@used)",
            new { family, used = used.ToArray() },
            cancellationToken: ct));
    }
}
