namespace Hub.Api.Background;

/// <summary>A lock that processes of one machine take on a file; the system frees it when its holder ends, however that happens.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>For one holder. Null when anybody holds it.</summary>
    public static FileLock? TryTakeAlone(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>For holders that bear each other. Null when somebody holds it alone.</summary>
    public static FileLock? TryTakeTogether(string path)
    {
        File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return TryOpen(path, FileAccess.Read, FileShare.Read);
    }

    public void Dispose() => file.Dispose();

    private static FileLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, access, share));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
