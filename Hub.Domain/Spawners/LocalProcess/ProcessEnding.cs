using System.ComponentModel;
using System.Globalization;
using Hub.Domain.Errors;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Ends a server: asks it, asks it firmly, kills it, and then what is left of its process group.</summary>
internal sealed class ProcessEnding(LocalProcessSettings settings, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <param name="now">Begins with SIGTERM.</param>
    /// <exception cref="SpawnFailedException">It still runs.</exception>
    public async Task EndAsync(ServerProcess process, string outputFile, bool now, CancellationToken ct)
    {
        var seen = process.Look() is not null;
        try
        {
            var ended = (!now && await SignalAsync(process, Posix.SigInt, settings.InterruptTimeout, ct))
                || await SignalAsync(process, Posix.SigTerm, settings.TermTimeout, ct)
                || await SignalAsync(process, Posix.SigKill, settings.KillTimeout, ct);
            if (!ended)
                throw StillRuns(process, "it did not end after SIGKILL");
            EndGroup(process, member => seen || WritesTo(member, outputFile));
        }
        catch (Win32Exception refused)
        {
            throw StillRuns(process, refused.Message, refused);
        }
    }

    /// <summary>Kills at once, for a start that went wrong.</summary>
    public async Task KillAsync(ServerProcess process)
    {
        if (!await SignalAsync(process, Posix.SigKill, settings.KillTimeout, CancellationToken.None))
            throw StillRuns(process, "it did not end after SIGKILL");
        EndGroup(process, _ => true);
    }

    private async Task<bool> SignalAsync(ServerProcess process, int signal, TimeSpan limit, CancellationToken ct)
    {
        if (!process.Signal(signal))
            return true;
        var begun = time.GetTimestamp();
        for (var pause = FirstPause; process.Runs(); pause = Min(pause * 1.5, LongestPause))
        {
            var left = limit - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
                return false;
            await Task.Delay(Min(pause, left), time, ct);
        }
        return true;
    }

    private static void EndGroup(ServerProcess leader, Func<int, bool> isOurs)
    {
        var now = ProcessStatus.Find(leader.Pid);
        if (now is { } reused && reused.StartTime != leader.StartTime)
            return;
        if (now?.Parent == Environment.ProcessId)
        {
            // Our own zombie keeps its number, and with it the group's, until it is reaped: nobody else can be meant.
            _ = Posix.Kill(-leader.Pid, Posix.SigKill);
            leader.Reap();
            return;
        }
        var members = ProcessStatus.All().Where(other =>
            other.Group == leader.Pid && other.Pid != leader.Pid && other.StartTime >= leader.StartTime && !other.IsZombie);
        foreach (var member in members)
        {
            if (isOurs(member.Pid))
                new ServerProcess(member.Pid, member.StartTime).Signal(Posix.SigKill);
        }
    }

    /// <summary>
    /// Long after a server has died its group's number may be another's. Whoever writes to the server's log is certainly of it.
    /// </summary>
    private static bool WritesTo(int pid, string outputFile)
    {
        foreach (var descriptor in (int[])[1, 2])
        {
            var link = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/{descriptor}");
            try
            {
                if (new FileInfo(link).LinkTarget == outputFile)
                    return true;
            }
            catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
            {
                // What we may not look at we do not kill.
                return false;
            }
        }
        return false;
    }

    private static SpawnFailedException StillRuns(ServerProcess process, string why, Exception? inner = null) =>
        new("The server could not be stopped; please tell the operator of this hub.", inner)
        {
            Detail = $"Process {process.Pid} still runs: {why}.",
        };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
