using Hub.Domain.Notices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data.Notices;

/// <summary>
/// Hears the notices of all replicas on a connection of its own. A broken or silent connection is doubt, told to the
/// <see cref="NoticeBoard"/> when it breaks and again when it is back.
/// </summary>
public sealed class NoticeListener(NpgsqlDataSource database, NoticeBoard board, ILogger<NoticeListener> log)
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);

    /// <summary>Whether notices arrive now; while they do not, nothing learned from them may be kept.</summary>
    public bool Connected { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        var wait = TimeSpan.FromMilliseconds(200);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(ct);
            }
            catch (Exception broken) when (broken is NpgsqlException or TimeoutException or IOException)
            {
                if (Connected)
                    log.LogWarning("The connection for notices is lost: {Reason}", broken.Message);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            wait = Connected ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(Math.Min(2, wait.TotalSeconds * 2));
            Connected = false;
            board.Doubt();
            await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            if (NoticeWire.Parse(notice.Payload) is var (topic, payload))
                board.Publish(topic, payload);
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {NoticeWire.Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        Connected = true;
        board.Doubt();
        while (true)
        {
            // A half-open connection stays silent for ever, so silence is answered with a ping that must come back.
            if (await connection.WaitAsync(PingEvery, ct))
                continue;
            await using var ping = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 5 };
            await ping.ExecuteNonQueryAsync(ct);
        }
    }
}
