using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Authenticators;
using Npgsql;

namespace Hub.Data.Authenticators;

/// <summary>A turn is a lock of a connection, which PostgreSQL takes away from a hub that is gone.</summary>
internal sealed class LoginTurns(HubDatabase database) : ILoginTurns, IDisposable
{
    // Any number that no other kind of lock begins with.
    private const int Kind = 0x4855;

    // Whoever waits for a provider has a connection meanwhile, and others need some too.
    private readonly SemaphoreSlim room = new(10);

    public async Task<IAsyncDisposable> TakeAsync(int userId, CancellationToken ct)
    {
        await room.WaitAsync(ct);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.ConnectAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@Kind, @userId)", new { Kind, userId }, cancellationToken: ct));
            return new Turn(connection, userId, room);
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            room.Release();
            throw;
        }
    }

    public void Dispose() => room.Dispose();

    private sealed class Turn(NpgsqlConnection connection, int userId, SemaphoreSlim room) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.ExecuteAsync("SELECT pg_advisory_unlock(@Kind, @userId)", new { Kind, userId });
            }
            finally
            {
                await connection.DisposeAsync();
                room.Release();
            }
        }
    }
}
