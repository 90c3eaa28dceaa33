using System.Globalization;

namespace Hub.Data.Embedded;

/// <summary>Starts, finds and stops the server process of one cluster.</summary>
internal sealed class Postmaster(
    EmbeddedPostgresSettings settings, ClusterFolder folder, PostgresPrograms programs, ProgramRunner runner, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The process id of the running server, or null.</summary>
    public int? RunningPid() => RecordedPid() is { } pid && WorksInCluster(pid) ? pid : null;

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
        var stopped = await runner.RunAsync(folder.Home, programs.PgCtl, ["stop", "-D", "cluster", "-m", mode, "-w", "-t", Seconds, "-s"], ct);
        if (!stopped.Succeeded && RunningPid() is { } pid)
            throw new EmbeddedPostgresException($"The private PostgreSQL (process {pid}) did not stop: {stopped.Said}");
    }

    private string Seconds => settings.Patience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    // The children of a killed server need a moment to notice; starting before they are gone would be refused. A process id
    // that now belongs to another program would be taken for a live server, so its pid file has to go.
    private async Task ClearAwayDeadServerAsync(CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + settings.Patience;
        while (AnyProcessInCluster() is { } pid)
        {
            if (time.GetUtcNow() > deadline)
                throw new EmbeddedPostgresException($"Process {pid} of an earlier PostgreSQL still holds the cluster {folder.Cluster}; end it and start again.");
            await Task.Delay(Pause, time, ct);
        }
        if (RecordedPid() is not null)
            await runner.RunAsync(folder.Home, "rm", ["-f", "cluster/postmaster.pid"], ct);
    }

    private int? AnyProcessInCluster() => Directory.EnumerateDirectories("/proc")
        .Select(entry => int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid != 0 && WorksInCluster(pid))
        .Select(pid => (int?)pid)
        .FirstOrDefault();

    // Every PostgreSQL process stands in its cluster folder. A zombie stands nowhere.
    private bool WorksInCluster(int pid)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget == folder.Cluster;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone in this moment, or of another account: not ours either way.
            return false;
        }
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
