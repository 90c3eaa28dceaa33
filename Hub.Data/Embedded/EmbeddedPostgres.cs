using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data.Embedded;

/// <summary>A private PostgreSQL under the hub's data folder, for a hub that was given no database.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly ClusterLock access;
    private readonly ClusterSession session;
    private readonly IDisposable membership;
    private readonly CancellationTokenSource leaving = new();
    private readonly Task watch;
    private bool stopped;

    private EmbeddedPostgres(ClusterLock access, ClusterSession session, IDisposable membership, ILogger logger, TimeProvider time)
    {
        (this.access, this.session, this.membership) = (access, session, membership);
        watch = new PostmasterWatch(access, session, logger, time).RunAsync(leaving.Token);
    }

    /// <summary>How the hub connects: to its own database, as a role without further rights.</summary>
    public string ConnectionString => session.ConnectionString(Cluster.Owner, Cluster.Owner);

    /// <summary>How to connect as the cluster's superuser, to make and drop databases.</summary>
    public string AdminConnectionString => session.ConnectionString(Cluster.Superuser, "postgres");

    /// <summary>Which programs run it, for a log line or a test.</summary>
    public string Programs => session.Programs.ToString();

    /// <summary>
    /// Finds the programs, makes the cluster if there is none, and starts the server or adopts the one that a killed hub left
    /// running. Other hubs may use the same data folder at the same time.
    /// </summary>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresSettings settings, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        settings = settings with { DataFolder = Path.GetFullPath(settings.DataFolder) };
        Directory.CreateDirectory(settings.DataFolder);
        var access = new ClusterLock(settings, time);
        using var door = await access.EnterAsync(ct);
        var session = await ClusterSession.OpenAsync(settings, logger, time, ct);
        try
        {
            await session.RunAsync(ct);
        }
        catch
        {
            // Nobody would stop it later.
            await session.EndAsync(access.NobodyIsLeft(), CancellationToken.None);
            throw;
        }
        return new EmbeddedPostgres(access, session, access.Join(), logger, time);
    }

    /// <summary>Stops the server, unless another hub still uses it; sessions that are open are ended.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (stopped)
            return;
        stopped = true;
        await leaving.CancelAsync();
        await watch;
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        using var door = await access.EnterAsync(ct);
        membership.Dispose();
        await session.EndAsync(access.NobodyIsLeft(), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        leaving.Dispose();
    }
}
