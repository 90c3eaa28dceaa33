using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Runs servers as processes of this machine that outlive the hub. Which account they run as is left to its kinds.</summary>
public abstract class LocalSpawner : ISpawner
{
    private static readonly TimeSpan NamingTime = TimeSpan.FromSeconds(5);

    private readonly LocalProcessSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly FreePorts ports;
    private readonly ProcessEnding ending;
    private readonly string bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
    private readonly ProcessStatus self = ProcessStatus.Find(System.Environment.ProcessId)!.Value;

    protected LocalSpawner(LocalProcessSettings settings, TimeProvider time, ILogger log)
    {
        this.settings = settings;
        this.time = time;
        this.log = log;
        ports = new FreePorts(time);
        ending = new ProcessEnding(settings, time);
    }

    public abstract string Name { get; }

    public string Version => typeof(LocalSpawner).Assembly.GetName().Version!.ToString(3);

    public bool BoundToMachine => true;

    private string ServersFolder => Path.Combine(Path.GetFullPath(settings.DataFolder), "servers");

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        // 1. What can be refused is refused before anything is made.
        var owner = OwnerOf(request);
        if (request.Port != 0)
            FreePorts.Check(request.Ip, request.Port);
        var port = request.Port != 0 ? request.Port : ports.Take(request.Ip);
        var folder = new AttemptFolder(Path.Combine(ServersFolder, request.Attempt.ToString("N")));
        var launch = ServerCommand.Prepare(request, owner, port, folder, settings.ShellCommand);

        // 2. Where it will be found is written down before it is there.
        var state = new LocalState
        {
            BootId = bootId,
            Folder = folder.Path,
            TokenFingerprint = OutputTail.Fingerprint(request.Environment.ApiToken),
            StarterPid = self.Pid,
            StarterStartTime = self.StartTime,
            Address = ServerUrls.Reach("http", request.Ip, port).GetLeftPart(UriPartial.Authority),
        };
        await journal.SaveStateAsync(state.ToJson(), ct);

        // 3. From here on there is something to undo.
        var process = Launch(launch, folder, owner);
        try
        {
            state = state with { Pid = process.Pid, StartTime = process.StartTime };
            await journal.SaveStateAsync(state.ToJson(), ct);
        }
        catch
        {
            await ending.KillAsync(process);
            throw;
        }
        log.LogInformation(
            "Server {User}:{Server} is process {Pid}, its log {Log}", request.UserName, request.ServerName, process.Pid, folder.OutputFile);
        return new SpawnedServer(ServerUrls.Reach("http", request.Ip, port), state.ToJson());
    }

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

    public Uri? AddressOf(JsonObject state) => LocalState.From(state).Address is { } address ? new Uri(address) : null;

    public Task<string> OutputAsync(JsonObject state, CancellationToken ct)
    {
        var local = LocalState.From(state);
        return Task.FromResult(local.Folder is null ? "" : new AttemptFolder(local.Folder).Output(local.TokenFingerprint));
    }

    public async Task StopAsync(JsonObject state, bool now, CancellationToken ct)
    {
        var local = LocalState.From(state);
        if (local.Folder is null || local.BootId != bootId)
            return;
        var folder = new AttemptFolder(local.Folder);
        var process = local.Process ?? folder.Process();
        if (process is null && !folder.Cancel())
            process = await NamedProcessAsync(folder, ct);
        if (process is { } known)
            await ending.EndAsync(known, folder.OutputFile, now, ct);
    }

    public Task<IReadOnlyList<FoundServer>?> FindAllAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FoundServer>?>(Directory.Exists(ServersFolder) ? [.. RunningServers.In(ServersFolder, bootId)] : []);

    public string? KeyOf(JsonObject state) => LocalState.From(state).Folder is { } folder ? Path.GetFileName(folder) : null;

    public Task TidyAsync(DateTimeOffset before, CancellationToken ct)
    {
        if (!Directory.Exists(ServersFolder))
            return Task.CompletedTask;
        foreach (var path in Directory.EnumerateDirectories(ServersFolder))
        {
            ct.ThrowIfCancellationRequested();
            var folder = new AttemptFolder(path);
            var newest = Directory.EnumerateFiles(path).Append(path).Max(File.GetLastWriteTimeUtc);
            if (newest < before.UtcDateTime && folder.Process()?.Runs() != true)
                Directory.Delete(path, recursive: true);
        }
        return Task.CompletedTask;
    }

    /// <summary>As whom the server of this request runs.</summary>
    /// <exception cref="SpawnFailedException">As nobody.</exception>
    protected abstract ProcessOwner OwnerOf(SpawnRequest request);

    /// <summary>Makes what the owner needs and does not have yet.</summary>
    protected virtual void PrepareHome(ProcessOwner owner)
    {
    }

    private ServerProcess Launch(ProcessLaunch launch, AttemptFolder folder, ProcessOwner owner)
    {
        try
        {
            folder.Create();
            PrepareHome(owner);
            if (owner.Account is { } account && Posix.ChangeOwner(folder.OutputFile, account.Uid, account.Gid) != 0)
                throw new Win32Exception();
            // A switch of account changes the folder after it, as the new owner.
            return ServerProcess.Of((owner.Account is null ? launch with { Folder = ServerCommand.WorkingFolder(owner) } : launch).Start());
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            var tooBig = refused is Win32Exception { NativeErrorCode: Posix.TooBig };
            throw new SpawnFailedException(
                tooBig
                    ? "The server's command and environment are too large for the system."
                    : "The hub could not start a process for the server; its log says why.",
                refused)
            {
                Detail = refused.Message,
            };
        }
    }

    private PollResult Poll(LocalState state)
    {
        if (state.Folder is null)
            return state.Pid is { } foreign && ProcessStatus.Find(foreign) is not null
                ? new PollResult.Unknown($"process {foreign} may be its own or another")
                : new PollResult.Stopped("nothing is known of a process");
        if (state.BootId != bootId)
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
            < 0 and var signal => new PollResult.Stopped($"killed by signal {-signal}", signal, output),
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
