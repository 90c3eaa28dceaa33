namespace Hub.Data.Embedded;

/// <summary>
/// Two file locks that keep hubs on one data folder out of each other's way: one held while starting or stopping the
/// server, one shared by all hubs that use it, so that the last to leave stops it. The system drops both when a hub is killed.
/// </summary>
internal sealed class ClusterLock(EmbeddedPostgresSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly string doorFile = ClusterFolder.EntryOf(settings) + ".lock";
    private readonly string usersFile = ClusterFolder.EntryOf(settings) + ".users";

    /// <summary>Waits until no other hub is starting or stopping the server.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken ct)
    {
        var deadline = time.GetUtcNow() + settings.Patience;
        while (true)
        {
            if (TryOpen(doorFile, FileAccess.ReadWrite, FileShare.None) is { } door)
                return door;
            if (time.GetUtcNow() > deadline)
                throw new EmbeddedPostgresException(
                    $"Another hub has been starting or stopping the PostgreSQL of {settings.DataFolder} for {settings.Patience.TotalSeconds:0} s; it holds {doorFile}.");
            await Task.Delay(Pause, time, ct);
        }
    }

    /// <summary>Counts this hub among the users; called inside the door.</summary>
    public IDisposable Join() => TryOpen(usersFile, FileAccess.Read, FileShare.Read)
        ?? throw new EmbeddedPostgresException($"The lock file {usersFile} is held exclusively by a program that is not a hub.");

    /// <summary>Whether no hub uses the server any more; called inside the door, after leaving.</summary>
    public bool NobodyIsLeft()
    {
        using var alone = TryOpen(usersFile, FileAccess.ReadWrite, FileShare.None);
        return alone is not null;
    }

    private static FileStream? TryOpen(string file, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = access,
                Share = share,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            return null;
        }
    }

    // EAGAIN, what flock answers when another open file holds the lock.
    private const int WouldBlock = 11;
}
