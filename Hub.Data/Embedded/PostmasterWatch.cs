using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data.Embedded;

/// <summary>Starts the private server again when it dies under a running hub, as a machine's own service manager would.</summary>
internal sealed class PostmasterWatch(ClusterLock access, ClusterSession session, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!session.ServerIsAlive)
                    await RestartAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            logger.LogDebug("The watch over the embedded PostgreSQL ends");
        }
    }

    private async Task RestartAsync(CancellationToken ct)
    {
        logger.LogError("Embedded PostgreSQL is gone; starting it again");
        try
        {
            using var door = await access.EnterAsync(ct);
            await session.RunAsync(ct);
        }
        catch (Exception error) when (error is EmbeddedPostgresException or NpgsqlException or IOException)
        {
            logger.LogError(error, "Embedded PostgreSQL could not be started again; the next try follows");
        }
    }
}
