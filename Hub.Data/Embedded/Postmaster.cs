using System.Globalization;

namespace Hub.Data.Embedded;

/// <summary>Starts, finds and stops the server process of one cluster.</summary>
internal sealed class Postmaster(
    EmbeddedPostgresSettings settings, ClusterFolder folder, PostgresPrograms programs, ProgramRunner runner, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The process id of the running server, or null.</summary>
    public async Task<int?> RunningPidAsync(CancellationToken ct) =>
        RecordedPid() is { } pid && await WorksInClusterAsync($"/proc/{pid}", ct) is not null ? pid : null;

    /// <summary>The socket folder of the running server, as it wrote it down itself.</summary>
    public string? RunningSocketFolder() => PidFileLines() is { Length: > 4 } lines && lines[4].Length > 0 ? lines[4] : null;

    public async Task StartAsync(CancellationToken ct)
    {
        await ClearAwayDeadServerAsync(ct);
        await ShortenLogAsync(ct);
        var logged = LogLength();
        // pg_ctl gives the server a session of its own, so a Ctrl-C in the hub's terminal does not reach it. Not cancelled
        // half-way, because then nobody would know whether there is a server to stop.
        ct.ThrowIfCancellationRequested();
        var started = await runner.RunAsync(
            folder.Home, programs.PgCtl, ["start", "-D", "cluster", "-l", "postgresql.log", "-w", "-t", Seconds, "-s"], CancellationToken.None);
        if (!started.Succeeded)
            throw new EmbeddedPostgresException(
                $"The private PostgreSQL did not start: {started.Said}. Its log {folder.Log} ends: {await LogSinceAsync(logged, ct)}");
    }

    public async Task StopAsync(string mode, CancellationToken ct)
    {
        if (await RunningPidAsync(ct) is not { } pid || ProcessIdentity.Of(pid) is not { } server)
            return;
        var stopped = await runner.RunAsync(folder.Home, programs.PgCtl, ["stop", "-D", "cluster", "-m", mode, "-w", "-t", Seconds, "-s"], ct);
        if (!stopped.Succeeded && server.IsAlive)
            throw new EmbeddedPostgresException($"The private PostgreSQL (process {pid}) did not stop: {stopped.Said}");
        // pg_ctl is content when the pid file is gone, a moment before the process is.
        while (server.IsAlive)
            await Task.Delay(Pause, time, ct);
    }

    private string Seconds => settings.Patience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    // The children of a killed server need a moment to notice; starting before they are gone would be refused. A process id
    // that now belongs to another program would be taken for a live server, so its pid file has to go.
    private async Task ClearAwayDeadServerAsync(CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + settings.Patience;
        while (await WorksInClusterAsync("/proc/[0-9]*", ct) is { } pid)
        {
            if (time.GetUtcNow() > deadline)
                throw new EmbeddedPostgresException($"Process {pid} of an earlier PostgreSQL still holds the cluster {folder.Cluster}; end it and start again.");
            await Task.Delay(Pause, time, ct);
        }
        if (RecordedPid() is not null)
            await runner.RunAsync(folder.Home, "rm", ["-f", "cluster/postmaster.pid"], ct);
    }

    // Every PostgreSQL process stands in its cluster folder; a zombie stands nowhere. Asked as the server's account, because
    // root in a container may not look at the processes of others.
    private async Task<string?> WorksInClusterAsync(string processes, CancellationToken ct)
    {
        var script = $"for process in {processes}; do if [ \"$process/cwd\" -ef cluster ]; then echo \"${{process##*/}}\"; fi; done";
        var found = (await runner.ShellAsync(folder.Home, script, ct)).Output;
        return found.Length > 0 ? found.Split('\n')[0] : null;
    }

    private int? RecordedPid() =>
        PidFileLines() is { Length: > 0 } lines && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private string[] PidFileLines()
    {
        try
        {
            return File.ReadAllLines(folder.PidFile);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // No server, or not even a cluster yet.
            return [];
        }
    }

    private async Task ShortenLogAsync(CancellationToken ct)
    {
        const long enough = 10 << 20;
        if (LogLength() > enough)
            await runner.RunAsync(folder.Home, "mv", ["-f", "postgresql.log", "postgresql.log.1"], ct);
    }

    private long LogLength() => new FileInfo(folder.Log) is { Exists: true } log ? log.Length : 0;

    private async Task<string> LogSinceAsync(long position, CancellationToken ct)
    {
        if (LogLength() <= position)
            return "(nothing was written)";
        await using var stream = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = position;
        using var reader = new StreamReader(stream);
        return string.Join(" | ", (await reader.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(6));
    }
}
