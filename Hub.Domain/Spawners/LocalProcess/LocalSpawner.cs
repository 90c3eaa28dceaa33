using System.ComponentModel;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Runs servers as processes of this machine that outlive the hub. Which account they run as is left to its kinds.</summary>
public abstract class LocalSpawner : LocalProcesses, ISpawner
{
    private readonly LocalProcessSettings settings;
    private readonly ILogger log;
    private readonly FreePorts ports;
    private readonly ServerCgroups? cgroups;

    protected LocalSpawner(LocalProcessSettings settings, TimeProvider time, ILogger log, ServerCgroups? cgroups)
        : base(settings, time, log, cgroups)
    {
        this.settings = settings;
        this.cgroups = cgroups;
        this.log = log;
        ports = new FreePorts(time);
    }

    public abstract string Name { get; }

    public string Version => typeof(LocalSpawner).Assembly.GetName().Version!.ToString(3);

    public bool BoundToMachine => true;

    private string ServersFolder => Path.Combine(Path.GetFullPath(settings.DataFolder), "servers");

    public async Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct)
    {
        // 1. What can be refused is refused before anything is made.
        var own = settings.With(request.Traits);
        var owner = OwnerOf(request, own);
        if (request.Port != 0)
            FreePorts.Check(request.Ip, request.Port);
        var port = request.Port != 0 ? request.Port : ports.Take(request.Ip);
        var folder = new AttemptFolder(Path.Combine(ServersFolder, request.Attempt.ToString("N")));
        var cgroup = cgroups?.FolderOf(request.Attempt.ToString("N"), own.MemoryLimit, own.CoresLimit);
        var launch = ServerCommand.Prepare(request, owner, port, folder, own, cgroup);

        // 2. Where it will be found is written down before it is there.
        var state = StateOf(folder, request.Environment.ApiToken) with
        {
            Address = ServerUrls.Reach("http", request.Ip, port).GetLeftPart(UriPartial.Authority),
            Cgroup = cgroup,
            Patience = [own.InterruptTimeout.TotalSeconds, own.TermTimeout.TotalSeconds, own.KillTimeout.TotalSeconds],
        };
        await journal.SaveStateAsync(state.ToJson(), ct);

        // 3. From here on there is something to undo, by whoever has the server: when this cannot be saved, that may be another hub,
        // which has found the process by what was written down before.
        var process = Launch(launch, folder, owner, own, cgroup);
        state = state with { Pid = process.Pid, StartTime = process.StartTime };
        await journal.SaveStateAsync(state.ToJson(), ct);
        log.LogInformation(
            "Server {User}:{Server} is process {Pid}, its log {Log}", request.UserName, request.ServerName, process.Pid, folder.OutputFile);
        return new SpawnedServer(ServerUrls.Reach("http", request.Ip, port), state.ToJson());
    }

    public TimeSpan? PatienceOf(JsonObject state) => state.Count == 0 ? null : LocalState.From(state).Ending(settings).Patience;

    public Uri? AddressOf(JsonObject state) => LocalState.From(state).Address is { } address ? new Uri(address) : null;

    /// <summary>As JupyterHub: the process, and nothing of how it is found again.</summary>
    public JsonObject Shown(JsonObject state) => state["pid"] is { } pid ? new JsonObject { ["pid"] = pid.DeepClone() } : [];

    public Task<string> OutputAsync(JsonObject state, CancellationToken ct)
    {
        var local = LocalState.From(state);
        return Task.FromResult(local.Folder is null ? "" : new AttemptFolder(local.Folder).Output(local.TokenFingerprint));
    }

    public Task<IReadOnlyList<FoundServer>?> FindAllAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FoundServer>?>(Directory.Exists(ServersFolder) ? [.. RunningServers.In(ServersFolder, BootId)] : []);

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
    protected abstract ProcessOwner OwnerOf(SpawnRequest request, LocalProcessSettings own);

    /// <summary>Makes what the owner needs and does not have yet.</summary>
    protected virtual void PrepareHome(ProcessOwner owner)
    {
    }

    private ServerProcess Launch(ProcessLaunch launch, AttemptFolder folder, ProcessOwner owner, LocalProcessSettings own, string? cgroup)
    {
        try
        {
            folder.Create();
            PrepareHome(owner);
            if (cgroup is not null)
                ServerCgroups.Make(cgroup, own.MemoryLimit, own.CoresLimit);
            if (owner.Account is { } account && Posix.ChangeOwner(folder.OutputFile, account.Uid, account.Gid) != 0)
                throw new Win32Exception();
            // A switch of account changes the folder after it, as the new owner.
            return ServerProcess.Of((owner.Account is null ? launch with { Folder = own.Popen.Folder ?? ServerCommand.WorkingFolder(owner) } : launch).Start());
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
}
