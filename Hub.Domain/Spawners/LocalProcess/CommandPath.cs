using Hub.Domain.Errors;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Finds the program of a command as a shell would, so that a missing one is named before anything is made.</summary>
internal static class CommandPath
{
    public const string SystemFolders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="SpawnFailedException">There is none.</exception>
    public static string Find(string command, string searchPath, string workingFolder)
    {
        if (command.Contains('/'))
        {
            var path = Path.GetFullPath(command, workingFolder);
            return IsProgram(path)
                ? path
                : throw new SpawnFailedException($"The server's command {command} (Spawner.cmd) {Why(path)}.");
        }
        foreach (var folder in searchPath.Split(':'))
        {
            var path = Path.GetFullPath(Path.Combine(folder, command), workingFolder);
            if (command.Length > 0 && IsProgram(path))
                return path;
        }
        throw new SpawnFailedException(
            $"The server's command '{command}' (Spawner.cmd) is not installed, or not in the server's PATH, which is {searchPath}.");
    }

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;

    private static string Why(string path) => File.Exists(path) ? "is not executable" : "does not exist";
}
