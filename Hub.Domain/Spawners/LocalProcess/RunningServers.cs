using System.Text;

namespace Hub.Domain.Spawners.LocalProcess;

/// <summary>Finds the servers that run on this machine by the files of their attempts.</summary>
internal static class RunningServers
{
    public static IEnumerable<FoundServer> In(string serversFolder, string bootId) =>
        from path in Directory.EnumerateDirectories(serversFolder)
        let process = new AttemptFolder(path).Process()
        where process is not null && process.Value.Runs()
        select new FoundServer(
            Path.GetFileName(path),
            $"process {process.Value.Pid}, its log {new AttemptFolder(path).OutputFile}",
            new LocalState { BootId = bootId, Folder = path, Pid = process.Value.Pid, StartTime = process.Value.StartTime }.ToJson(),
            OwnerOf(process.Value.Pid));

    private static string? OwnerOf(int pid)
    {
        try
        {
            var variables = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/environ")).Split('\0');
            return Value("JUPYTERHUB_USER") is { Length: > 0 } user
                ? Value("JUPYTERHUB_SERVER_NAME") is { Length: > 0 } server ? $"{user}:{server}" : user
                : null;

            string? Value(string name) => variables.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another account's: then its owner stays unknown.
            return null;
        }
    }
}
