using Hub.Api.Background;

namespace Hub.Api.Cli;

/// <summary>
/// Names the machine by its data folder, which local processes and their records share: a container that is made anew keeps
/// it, and hubs that share the folder can look after each other's processes. Containers that run at the same time and share the
/// folder do not see each other's processes, so each of them has a name of its own.
/// </summary>
internal sealed class HostIdentity : IDisposable
{
    private const int MostContainers = 1000;
    private const int MostLooks = 100;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly FileLock inUse;

    private HostIdentity(string name, FileLock inUse) => (Name, this.inUse) = (name, inUse);

    public string Name { get; }

    public static async Task<HostIdentity> OfAsync(string dataPath, CancellationToken ct)
    {
        var world = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        for (var slot = 0; slot < MostContainers; slot++)
        {
            var file = Path.Combine(dataPath, slot == 0 ? "host-id" : $"host-id-{slot}");
            if (await TryTakeAsync(file, world, ct) is { } identity)
                return identity;
        }

        throw new PlainFailureException($"More than {MostContainers} containers share the folder {dataPath} of HubProcess.data_path");
    }

    public void Dispose() => inUse.Dispose();

    /// <summary>Null when hubs of another container use it now.</summary>
    private static async Task<HostIdentity?> TryTakeAsync(string file, string world, CancellationToken ct)
    {
        FileLock? together = null;
        for (var look = 0; together is null && look < MostLooks; look++)
        {
            // Alone for the moment of writing; then together with all who see the same processes.
            using (var alone = FileLock.TryTakeAlone(file + ".lock"))
            {
                if (alone is not null)
                    await File.WriteAllTextAsync(file + ".world", world, ct);
            }

            together = FileLock.TryTakeTogether(file + ".lock");
            if (together is null)
                await Task.Delay(LookInterval, ct);
        }

        if (together is not null && await File.ReadAllTextAsync(file + ".world", ct) == world)
            return new HostIdentity(ReadOrMake(file), together);
        together?.Dispose();
        return null;
    }

    private static string ReadOrMake(string file)
    {
        try
        {
            using var fresh = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write));
            fresh.Write(Guid.NewGuid().ToString("N"));
        }
        catch (IOException) when (File.Exists(file))
        {
            return File.ReadAllText(file).Trim();
        }

        return File.ReadAllText(file).Trim();
    }
}
