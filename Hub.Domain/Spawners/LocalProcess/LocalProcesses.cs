using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Finds processes of this machine again by what was written down about them, and ends them.</summary>
public abstract class LocalProcesses
{
    private static readonly TimeSpan NamingTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly LocalProcessSettings settings;
    private readonly ServerCgroups? cgroups;
    private readonly ProcessStatus self = ProcessStatus.Find(System.Environment.ProcessId)!.Value;

    protected LocalProcesses(LocalProcessSettings settings, TimeProvider time, ILogger log, ServerCgroups? cgroups = null)
    {
        this.settings = settings;
        this.time = time;
        this.log = log;
        this.cgroups = cgroups;
    }

    /// <summary>Which run of the machine this is: process numbers mean nothing beyond it.</summary>
    protected string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public Task<PollResult> PollAsync(JsonObject state, CancellationToken ct)
    {
        try
        {
            return Task.FromResult(Poll(LocalState.From(state)));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or Win32Exception or JsonException)
        {
            log.LogWarning(trouble, "A server's process cannot be looked at");
            return Task.FromResult<PollResult>(new PollResult.Unknown($"its process cannot be looked at: {trouble.Message}"));
        }
    }

    public Task StopAsync(JsonObject state, bool now, CancellationToken ct) =>
        StopAsync(state, now, new ProcessEnding(LocalState.From(state).Ending(settings), time), ct);

    /// <param name="ended">How, and with which patience.</param>
    private protected async Task StopAsync(JsonObject state, bool now, ProcessEnding ended, CancellationToken ct)
    {
        var local = LocalState.From(state);
        if (local.Folder is null || local.BootId != BootId)
            return;
        var folder = new AttemptFolder(local.Folder);
        var process = local.Process ?? folder.Process();
        if (process is null && !folder.Cancel())
            process = await NamedProcessAsync(folder, ct);
        if (process is { } known)
            await ended.EndAsync(known, folder.OutputFile, now, ct);
        if (local.Cgroup is { } cgroup && cgroups is not null)
            await cgroups.RemoveAsync(cgroup, time, ct);
    }

    /// <summary>What is written down before there is a process.</summary>
    private protected LocalState StateOf(AttemptFolder folder, string secret) => new()
    {
        BootId = BootId,
        Folder = folder.Path,
        TokenFingerprint = OutputTail.Fingerprint(secret),
        StarterPid = self.Pid,
        StarterStartTime = self.StartTime,
    };

    private protected Task KillAsync(ServerProcess process) => new ProcessEnding(settings, time).KillAsync(process);

    private PollResult Poll(LocalState state)
    {
        if (state.Folder is null)
            return state.Pid is { } foreign && ProcessStatus.Find(foreign) is not null
                ? new PollResult.Unknown($"process {foreign} may be its own or another")
                : new PollResult.Stopped("nothing is known of a process");
        if (state.BootId != BootId)
            return new PollResult.Stopped("the machine has been restarted");
        var folder = new AttemptFolder(state.Folder);
        if ((state.Process ?? folder.Process()) is { } process)
            return process.Runs() ? PollResult.Running.Yes : Ended(process, folder, state);
        if (folder.IsCancelled())
            return new PollResult.Stopped("it was stopped before it had started");
        if (state.Starter?.Runs() == true)
            return new PollResult.Unknown("it is being started");
        // The hub that was to start it is gone. Cancelling makes sure that nothing of it comes up later.
        return folder.Cancel()
            ? new PollResult.Stopped("its start was interrupted")
            : new PollResult.Unknown("it is about to run");
    }

    private static PollResult.Stopped Ended(ServerProcess process, AttemptFolder folder, LocalState state)
    {
        var output = folder.Output(state.TokenFingerprint);
        return process.ExitStatus() switch
        {
            null => new PollResult.Stopped("its process is gone", null, output),
            < 0 and var signal => new PollResult.Stopped(
                state.Cgroup is { } cgroup && ServerCgroups.RanOutOfMemory(cgroup) ? "it took more memory than it may, and was killed" : $"killed by signal {-signal}",
                signal, output),
            var status => new PollResult.Stopped($"exit status {status}", status, output),
        };
    }

    /// <summary>
    /// A process that has made its file fills it in the next instant, or cannot, the disk being full, and then ends by itself.
    /// </summary>
    private async Task<ServerProcess?> NamedProcessAsync(AttemptFolder folder, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (folder.Process() is null && !folder.IsCancelled() && time.GetElapsedTime(begun) < NamingTime)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, ct);
        return folder.Process();
    }
}
