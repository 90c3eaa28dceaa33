using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>
/// Holds servers to their limits of memory and processor, each in a cgroup (version 2) of its own, where the machine has handed the
/// hub a part of that tree.
/// </summary>
public sealed class ServerCgroups
{
    private const string Tree = "/sys/fs/cgroup";
    private const long Period = 100_000;

    private readonly string? parent;
    private readonly ILogger log;

    private ServerCgroups(string? parent, ILogger log) => (this.parent, this.log) = (parent, log);

    /// <summary>Whether limits are more than words.</summary>
    public bool Available => parent is not null;

    /// <param name="configured">Below which folder; empty for the hub's own part of the tree, if it has one.</param>
    /// <param name="wanted">Whether limits are configured, so that it matters when there is none.</param>
    /// <param name="log">Where that is said, once.</param>
    public static ServerCgroups Find(string configured, bool wanted, ILogger log)
    {
        string[] candidates = configured.Length > 0 ? [configured] : [.. OwnFolders()];
        var reasons = new List<string>();
        foreach (var candidate in candidates)
        {
            if (Trouble(candidate) is not { } trouble)
                return new ServerCgroups(candidate, log);
            reasons.Add(trouble);
        }

        if (wanted || configured.Length > 0)
        {
            log.LogWarning(
                "Limits of memory and processor are told to servers and not enforced here: {Reasons} (HubLocalLimits.cgroup)",
                reasons.Count > 0 ? string.Join("; ", reasons) : "this machine has no cgroups of version 2");
        }

        return new ServerCgroups(null, log);
    }

    /// <summary>Where the cgroup of one server will be; null when nothing is limited, or limits are only words here.</summary>
    public string? FolderOf(string name, long? memory, double? cores) =>
        parent is null || (memory is not > 0 && cores is not > 0) ? null : Path.Combine(parent, $"jupyterhub-{name}");

    /// <summary>Makes the cgroup of one server.</summary>
    public static void Make(string folder, long? memory, double? cores)
    {
        Directory.CreateDirectory(folder);
        if (memory is > 0)
            File.WriteAllText(Path.Combine(folder, "memory.max"), memory.Value.ToString(CultureInfo.InvariantCulture));
        if (cores is > 0)
            File.WriteAllText(Path.Combine(folder, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1000, (long)(cores.Value * Period))} {Period}"));
    }

    /// <summary>Whether the system has ended something there for want of memory.</summary>
    public static bool RanOutOfMemory(string folder)
    {
        var events = Path.Combine(folder, "memory.events");
        return File.Exists(events) && File.ReadLines(events).Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");
    }

    /// <summary>Ends whatever is left in it, and removes it.</summary>
    public async Task RemoveAsync(string folder, TimeProvider time, CancellationToken ct)
    {
        for (var tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                var kill = Path.Combine(folder, "cgroup.kill");
                if (File.Exists(kill))
                    await File.WriteAllTextAsync(kill, "1", ct);
                Directory.Delete(folder);
            }
            catch (IOException busy) when (tries < 20)
            {
                // The last of its processes has ended and is not put away yet.
                log.LogTrace("{Folder} is still in use: {Reason}", folder, busy.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, ct);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("The cgroup {Folder} of a server that has ended cannot be removed: {Reason}", folder, kept.Message);
                return;
            }
        }
    }

    /// <summary>The hub's own cgroup, and the one above it, which systemd hands over with <c>DelegateSubgroup</c>.</summary>
    private static IEnumerable<string> OwnFolders()
    {
        if (!File.Exists(Path.Combine(Tree, "cgroup.controllers")))
            yield break;
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal));
        if (own is null)
            yield break;
        var folder = Path.GetFullPath(Path.Combine(Tree, own[3..].TrimStart('/')));
        yield return folder;
        if (folder.StartsWith(Tree + "/", StringComparison.Ordinal))
            yield return Path.GetDirectoryName(folder)!;
    }

    private static string? Trouble(string folder)
    {
        try
        {
            var handed = Path.Combine(folder, "cgroup.subtree_control");
            var missing = Missing(handed);
            if (missing.Count > 0)
                File.WriteAllText(handed, string.Join(' ', missing.Select(controller => $"+{controller}")));
            var probe = Path.Combine(folder, $"jupyterhub-probe-{Environment.ProcessId}");
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return Missing(handed) is { Count: > 0 } still ? $"{folder} does not hand down {string.Join(" and ", still)}" : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"{folder}: {refused.Message}";
        }
    }

    private static List<string> Missing(string handed)
    {
        var there = File.ReadAllText(handed).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. ((string[])["memory", "cpu"]).Except(there)];
    }
}
