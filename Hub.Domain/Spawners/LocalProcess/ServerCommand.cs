using Hub.Domain.Errors;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Makes the process of a server out of what is to run, where, and as whom.</summary>
internal static class ServerCommand
{
    /// <summary>
    /// What a process does before it becomes the server: writes down its own line of the process table. <c>set -C</c> makes
    /// that fail if the file is there already, which means that a stop was faster.
    /// </summary>
    private const string Preamble = """set -C; read -r self </proc/$$/stat && echo "$self" >"$1" || exit 125; shift; """;

    /// <summary>The process enters its cgroup while it may still do so; whatever it starts is in there too.</summary>
    private const string EnterCgroup = """echo 0 >|"$1/cgroup.procs" || exit 125; shift; """;

    /// <exception cref="SpawnFailedException">The command is not there, or something cannot be handed to a process.</exception>
    public static ProcessLaunch Prepare(
        SpawnRequest request, ProcessOwner owner, int port, AttemptFolder folder, LocalProcessSettings own, string? cgroup)
    {
        var variables = request.Environment.VariablesAt(request.Ip, port);
        variables["USER"] = owner.UserName;
        if (owner.Home.Length > 0)
            variables["HOME"] = owner.Home;
        if (owner.Shell.Length > 0)
            variables["SHELL"] = owner.Shell;

        List<string> command = own.ShellCommand.Count == 0 ? [.. request.Command] : [.. own.ShellCommand, Quoted(request.Command)];
        return Prepare(command, variables, owner, folder, own.Popen, cgroup);
    }

    /// <summary>The same for any program with any environment.</summary>
    /// <exception cref="SpawnFailedException">The command is not there, or something cannot be handed to a process.</exception>
    public static ProcessLaunch Prepare(
        List<string> command, Dictionary<string, string> variables, ProcessOwner owner, AttemptFolder folder, PopenArguments? popen = null,
        string? cgroup = null)
    {
        CheckTexts(command, variables);
        command[0] = CommandPath.Find(command[0], variables.GetValueOrDefault("PATH", CommandPath.SystemFolders), HomeOf(owner));
        return new ProcessLaunch
        {
            Command =
            [
                "/bin/sh", "-c", Before(popen, cgroup), "server", folder.ProcessFile, .. cgroup is null ? (string[])[] : [cgroup],
                .. Become(owner, popen ?? new PopenArguments()), .. OddVariables(variables), .. command,
            ],
            Environment = variables,
            Folder = "/",
            OutputFile = folder.OutputFile,
        };
    }

    /// <summary>The nearest folder to the owner's home that there is.</summary>
    public static string WorkingFolder(ProcessOwner owner)
    {
        var folder = HomeOf(owner);
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder) ?? "/";
        return folder;
    }

    private static string Before(PopenArguments? popen, string? cgroup)
    {
        var umask = popen?.Umask is { } mask ? $"umask {Convert.ToString(mask, 8)}; " : "";
        return $"{Preamble}{(cgroup is null ? "" : EnterCgroup)}{umask}exec \"$@\"";
    }

    private static string HomeOf(ProcessOwner owner) => owner.Home.Length > 0 ? Path.GetFullPath(owner.Home) : "/";

    private static IEnumerable<string> Become(ProcessOwner owner, PopenArguments popen)
    {
        if (owner.Account is null && popen.Group is null && popen.ExtraGroups is null)
            return [];
        var group = popen.Group ?? $"{owner.Account?.Gid}";
        var groups = popen.ExtraGroups switch
        {
            null => owner.Account is null ? "--keep-groups" : "--init-groups",
            [] => "--clear-groups",
            var some => $"--groups={string.Join(',', some)}",
        };
        List<string> become = [CommandPath.Find("setpriv", CommandPath.SystemFolders, "/"), groups];
        if (owner.Account is { } account)
            become.Add($"--reuid={account.Uid}");
        if (group.Length > 0)
            become.Add($"--regid={group}");
        become.Add("--");
        // As the new owner: root may not see into a home that is on another machine.
        if (owner.Account is not null)
            become.AddRange([CommandPath.Find("env", CommandPath.SystemFolders, "/"), $"--chdir={popen.Folder ?? WorkingFolder(owner)}"]);
        return become;
    }

    /// <summary>
    /// Shells drop variables whose names are none of theirs (<c>my.setting</c>); these go around the shell. For an instant they
    /// can be seen in the process table, unlike all others; the hub's own secrets are never among them.
    /// </summary>
    private static IEnumerable<string> OddVariables(Dictionary<string, string> variables)
    {
        var odd = variables.Where(variable => !IsShellName(variable.Key)).ToList();
        return odd.Count == 0
            ? []
            : [CommandPath.Find("env", CommandPath.SystemFolders, "/"), .. odd.Select(variable => $"{variable.Key}={variable.Value}")];
    }

    private static bool IsShellName(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static void CheckTexts(List<string> command, Dictionary<string, string> variables)
    {
        if (command.Count == 0 || command[0].Length == 0)
            throw new SpawnFailedException("The server has no command (Spawner.cmd).");
        if (command.Any(argument => argument.Contains('\0')))
            throw new SpawnFailedException("The server's command (Spawner.cmd, Spawner.args) has a zero character in it.");
        foreach (var (name, value) in variables)
        {
            if (name.Length == 0 || name.Contains('=') || name.StartsWith('-') || name.Contains('\0') || value.Contains('\0'))
                throw new SpawnFailedException(
                    $"The environment variable '{name.Replace("\0", "\\0")}' cannot be given to a process (Spawner.environment).");
        }
    }

    private static string Quoted(IEnumerable<string> command) =>
        string.Join(' ', command.Select(argument => $"'{argument.Replace("'", "'\"'\"'")}'"));
}
