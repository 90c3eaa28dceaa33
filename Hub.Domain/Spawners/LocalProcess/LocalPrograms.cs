using System.ComponentModel;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Runs programs of the hub itself, such as managed services, as processes that are found again after it.</summary>
public sealed class LocalPrograms(LocalProcessSettings settings, TimeProvider time, ILogger<LocalPrograms> log)
    : LocalProcesses(settings, time, log)
{
    private readonly LocalProcessSettings settings = settings;
    private readonly TimeProvider time = time;
    private readonly SystemAccount hub = SystemAccount.Current();

    private string ProgramsFolder => Path.Combine(Path.GetFullPath(settings.DataFolder), "programs");

    /// <param name="save">Writes down how the program is found, before and after there is a process.</param>
    /// <returns>How it is found.</returns>
    /// <exception cref="SpawnFailedException">It could not be started; nothing of it is left.</exception>
    public async Task<JsonObject> StartAsync(ProgramRequest request, Func<JsonObject, Task> save, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var variables = new Dictionary<string, string>(request.Variables, StringComparer.Ordinal);
        var owner = OwnerOf(request, variables);
        var folder = new AttemptFolder(Path.Combine(ProgramsFolder, Guid.NewGuid().ToString("N")));
        var launch = ServerCommand.Prepare([.. request.Command], variables, owner, folder);
        var state = StateOf(folder, request.Secret);
        await save(state.ToJson());
        var process = Launch(launch, folder, owner);
        try
        {
            state = state with { Pid = process.Pid, StartTime = process.StartTime };
            await save(state.ToJson());
        }
        catch
        {
            await KillAsync(process);
            throw;
        }

        return state.ToJson();
    }

    /// <summary>Ends it: SIGTERM, and after a while SIGKILL.</summary>
    /// <param name="patience">How long SIGTERM has to work; null for as long as the settings say.</param>
    public Task StopAsync(JsonObject state, TimeSpan? patience, CancellationToken ct) => StopAsync(
        state, now: true, new ProcessEnding(settings with { TermTimeout = patience ?? settings.TermTimeout }, time), ct);

    /// <summary>The number of its process; 0 while that is not known.</summary>
    public static int PidOf(JsonObject state) => LocalState.From(state).Pid ?? 0;

    /// <summary>Where what it prints goes, and what must not be seen in it.</summary>
    public static (string File, string? Fingerprint) OutputOf(JsonObject state)
    {
        var local = LocalState.From(state);
        return (new AttemptFolder(local.Folder ?? "").OutputFile, local.TokenFingerprint);
    }

    /// <summary>Removes the files of a program that has ended.</summary>
    public static void Forget(JsonObject state)
    {
        if (LocalState.From(state).Folder is { } folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private ProcessOwner OwnerOf(ProgramRequest request, Dictionary<string, string> variables)
    {
        if (string.IsNullOrEmpty(request.Account) || request.Account == hub.Name)
            return new ProcessOwner(hub.Name, request.Folder ?? Environment.CurrentDirectory, hub.Shell);
        var account = SystemAccount.Find(request.Account)
            ?? throw new SpawnFailedException($"The hub's machine has no account '{request.Account}'.");
        if (hub.Uid != 0)
            throw new SpawnFailedException($"The hub runs as '{hub.Name}'; to run a program as '{account.Name}' it must be root.");
        (variables["USER"], variables["HOME"], variables["SHELL"]) = (account.Name, account.Home, account.Shell);
        return new ProcessOwner(account.Name, request.Folder ?? account.Home, account.Shell, account);
    }

    private static ServerProcess Launch(ProcessLaunch launch, AttemptFolder folder, ProcessOwner owner)
    {
        try
        {
            folder.Create();
            if (owner.Account is { } account && Posix.ChangeOwner(folder.OutputFile, account.Uid, account.Gid) != 0)
                throw new Win32Exception();
            return ServerProcess.Of((owner.Account is null ? launch with { Folder = ServerCommand.WorkingFolder(owner) } : launch).Start());
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new SpawnFailedException($"The system refused to start it: {refused.Message}", refused);
        }
    }
}
