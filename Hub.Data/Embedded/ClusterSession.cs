using Microsoft.Extensions.Logging;
using Npgsql;

namespace Hub.Data.Embedded;

/// <summary>One hub's use of the cluster: what was found and chosen at the start, and the steps to get the server running.</summary>
internal sealed class ClusterSession
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly EmbeddedPostgresSettings settings;
    private readonly ClusterFolder folder;
    private readonly SystemAccount? account;
    private readonly Cluster cluster;
    private readonly Postmaster postmaster;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private string? socketFolder;
    private ProcessIdentity? server;

    private ClusterSession(
        EmbeddedPostgresSettings settings, ClusterFolder folder, SystemAccount? account, PostgresPrograms programs, ILogger logger, TimeProvider time)
    {
        (this.settings, this.folder, this.account, this.logger, this.time, Programs) = (settings, folder, account, logger, time, programs);
        var runner = new ProgramRunner(account);
        cluster = new Cluster(settings, folder, programs, runner);
        postmaster = new Postmaster(settings, folder, programs, runner, time);
    }

    public PostgresPrograms Programs { get; }

    /// <summary>Whether the server that was started or adopted still runs; cheap enough to ask every second.</summary>
    public bool ServerIsAlive => server is { IsAlive: true };

    public static async Task<ClusterSession> OpenAsync(EmbeddedPostgresSettings settings, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        var account = await SystemAccount.ChooseAsync(Path.Combine(ClusterFolder.EntryOf(settings), "cluster"), ct);
        var folder = await ClusterFolder.PrepareAsync(settings, account, ct);
        var programs = await new ProgramSearch(settings, new ProgramRunner(account)).FindAsync(folder, ct);
        logger.LogInformation("Embedded {Programs}, cluster {Cluster}, run as {Account}", programs, folder.Cluster, account?.Name ?? Environment.UserName);
        return new ClusterSession(settings, folder, account, programs, logger, time);
    }

    /// <summary>Makes the cluster on the first start, then adopts the running server or starts one; called inside the door.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (folder.MajorVersion is null)
            await cluster.CreateAsync(ct);
        if (!await AdoptAsync(ct))
            await StartAsync(ct);
        server = await postmaster.RunningPidAsync(ct) is { } pid ? ProcessIdentity.Of(pid) : null;
        await PrepareDatabaseAsync(ct);
    }

    /// <summary>Leaves the cluster, stopping the server if this was its last hub; called inside the door.</summary>
    public async Task EndAsync(bool last, CancellationToken ct)
    {
        if (!last)
        {
            logger.LogInformation("Embedded PostgreSQL goes on: another hub uses {Cluster}", folder.Cluster);
            return;
        }
        await postmaster.StopAsync("fast", ct);
        ClusterFolder.RemoveTemporary(socketFolder);
        logger.LogInformation("Embedded PostgreSQL stopped");
    }

    public string ConnectionString(string role, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = Cluster.Port,
        Username = role,
        Database = database,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private async Task StartAsync(CancellationToken ct)
    {
        socketFolder ??= await folder.SocketFolderAsync(account, ct);
        await cluster.ConfigureAsync(socketFolder, ct);
        await postmaster.StartAsync(ct);
        logger.LogInformation("Embedded PostgreSQL started, socket in {Folder}", socketFolder);
    }

    // A killed hub leaves its server running, maybe just starting or stopping: wait until it answers or is gone.
    private async Task<bool> AdoptAsync(CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + settings.Patience;
        while (await postmaster.RunningPidAsync(ct) is { } pid)
        {
            socketFolder = postmaster.RunningSocketFolder() ?? socketFolder;
            if (socketFolder is not null && await AnswersAsync(ct))
            {
                logger.LogInformation("Embedded PostgreSQL was still running as process {Pid}; going on with it", pid);
                return true;
            }
            if (time.GetUtcNow() > deadline)
            {
                logger.LogWarning("Embedded PostgreSQL, process {Pid}, runs but does not answer in {Folder}; restarting it", pid, socketFolder);
                await postmaster.StopAsync("fast", ct);
            }
            await Task.Delay(Pause, time, ct);
        }
        return false;
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await AdminAsync(ct);
            return true;
        }
        catch (NpgsqlException error)
        {
            logger.LogDebug(error, "Embedded PostgreSQL does not answer yet");
            return false;
        }
    }

    private async Task PrepareDatabaseAsync(CancellationToken ct)
    {
        await using var connection = await AdminAsync(ct);
        if (!await ExistsAsync(connection, "pg_roles WHERE rolname", ct))
            await ExecuteAsync(connection, $"CREATE ROLE {Cluster.Owner} LOGIN", ct);
        if (!await ExistsAsync(connection, "pg_database WHERE datname", ct))
            await ExecuteAsync(connection, $"CREATE DATABASE {Cluster.Owner} OWNER {Cluster.Owner}", ct);
    }

    private async Task<NpgsqlConnection> AdminAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionString(Cluster.Superuser, "postgres") + ";Pooling=false");
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string where, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT 1 FROM {where} = '{Cluster.Owner}'", connection);
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
