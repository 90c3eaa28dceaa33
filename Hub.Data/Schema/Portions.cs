using Dapper;

namespace Hub.Data.Schema;

/// <summary>Removes old rows some at a time, so that nobody waits for a long lock, and no statement takes longer than it may.</summary>
internal static class Portions
{
    public const int Size = 10_000;

    /// <param name="table">Its name.</param>
    /// <param name="which">A condition, which may use <paramref name="values"/>.</param>
    /// <returns>How many they were.</returns>
    public static async Task<int> RemoveAsync(HubDatabase database, string table, string which, object values, CancellationToken ct)
    {
        await using var connection = await database.ConnectAsync(ct);
        var (all, removed) = (0, Size);
        while (removed == Size)
        {
            removed = await connection.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {which} LIMIT {Size}))", values, cancellationToken: ct));
            all += removed;
        }

        return all;
    }
}
