using Hub.Domain.Notices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data.Notices;

/// <summary>
/// The connection by which a replica takes part: it hears the notices of all on it, its presence is a lock on it, and so is
/// the lead, for chores that one does for all. When it breaks, PostgreSQL frees the locks, and what this replica remembers is
/// in doubt; the <see cref="NoticeBoard"/> is told then and again when the connection is back.
/// </summary>
/// <param name="database">Without a pool: a connection that goes back to a pool would keep its locks.</param>
public sealed class ReplicaConnection(NpgsqlDataSource database, NoticeBoard board, TimeProvider clock, ILogger<ReplicaConnection> log) : IAsyncDisposable
{
    private const long PresenceLock = 0x48554202;
    private const long LeadLock = 0x48554203;

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long PostgreSQL lets this replica be silent before it takes its locks away, so that another can lead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource disposed = new();

    /// <summary>Whether notices arrive now; while they do not, nothing learned from them may be kept.</summary>
    public bool Connected { get; private set; }

    /// <summary>Whether this replica does the chores that one does for all.</summary>
    public bool IsLeader { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, disposed.Token);
        var ct = either.Token;
        var wait = TimeSpan.FromMilliseconds(200);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await TakePartAsync(ct);
            }
            catch (Exception broken) when (broken is NpgsqlException or TimeoutException or IOException)
            {
                if (Connected)
                    log.LogWarning("The connection for notices is lost: {Reason}", broken.Message);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                log.LogTrace("No longer listening");
            }

            wait = Connected ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(Math.Min(2, wait.TotalSeconds * 2));
            (Connected, IsLeader) = (false, false);
            board.Doubt();
            await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether no other replica is there. Asked after this one has left.</summary>
    public async Task<bool> IsLastAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await AskAsync(connection, $"SELECT pg_try_advisory_xact_lock({PresenceLock})", ct);
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        disposed.Dispose();
        await database.DisposeAsync();
    }

    private async Task TakePartAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            if (NoticeWire.Parse(notice.Payload) is var (topic, payload))
                board.Publish(topic, payload);
        };
        await AskAsync(connection, $"LISTEN {NoticeWire.Channel}; SELECT pg_try_advisory_lock_shared({PresenceLock})", ct);
        // Older than PostgreSQL 14 it waits for the network to tell.
        if (connection.PostgreSqlVersion.Major >= 14)
            await AskAsync(connection, $"SELECT set_config('idle_session_timeout', '{Silence.TotalMilliseconds:0}', false) IS NOT NULL", ct);
        IsLeader = await AskAsync(connection, $"SELECT pg_try_advisory_lock({LeadLock})", ct);
        Connected = true;
        board.Doubt();
        var asked = clock.GetTimestamp();
        while (true)
        {
            // A half-open connection stays silent for ever, so silence is answered with a question that must be answered; and
            // PostgreSQL takes one who only listens for silent.
            if (await connection.WaitAsync(PingEvery, ct) && clock.GetElapsedTime(asked) < PingEvery)
                continue;
            asked = clock.GetTimestamp();
            if (IsLeader)
                await AskAsync(connection, "SELECT true", ct);
            else if (IsLeader = await AskAsync(connection, $"SELECT pg_try_advisory_lock({LeadLock})", ct))
                // The one before may have gone in the middle of something.
                board.Publish(NoticeTopic.Routes, null);
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var question = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        return (bool)(await question.ExecuteScalarAsync(ct))!;
    }
}
