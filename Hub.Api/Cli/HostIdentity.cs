namespace Hub.Api.Cli;

/// <summary>
/// Names the machine by its data folder, which local processes and their records share: a container that is made anew keeps
/// it, and hubs that share the folder can look after each other's processes.
/// </summary>
internal static class HostIdentity
{
    public static async Task<string> OfAsync(string dataPath, CancellationToken ct)
    {
        var file = Path.Combine(dataPath, "host-id");
        try
        {
            await using var fresh = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write));
            await fresh.WriteAsync(Guid.NewGuid().ToString("N"));
        }
        catch (IOException) when (File.Exists(file))
        {
            return (await File.ReadAllTextAsync(file, ct)).Trim();
        }

        return (await File.ReadAllTextAsync(file, ct)).Trim();
    }
}
