using System.Buffers;
using System.Text.Json;

namespace Hub.Proxy.Routes;

/// <summary>Routes in a file, which holds at every moment either the table before a write or the one after it.</summary>
internal sealed class RouteFile(string path)
{
    private const int Block = 64 * 1024;
    private const string DraftEnding = ".new";

    public string Path => path;

    private string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;

    /// <summary>The routes kept; none if there is no file yet. Throws <see cref="InvalidDataException"/> if it is unreadable.</summary>
    public IReadOnlyList<Route> Load(bool hostRouting, DateTimeOffset now)
    {
        RequireFileName();
        if (!File.Exists(path)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateObject().Select(e => ReadEntry(e, hostRouting, now)).OfType<Route>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"--storage-file: '{path}' does not hold routes: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"--storage-file: '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Removes what a process that was killed while it wrote has left beside the file.</summary>
    public void RemoveDrafts(DateTime olderThan)
    {
        foreach (var draft in Directory.EnumerateFiles(Folder, System.IO.Path.GetFileName(path) + ".*" + DraftEnding))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(draft) < olderThan) File.Delete(draft);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Litter that cannot be taken away does no harm.
                continue;
            }
        }
    }

    public void Save(IEnumerable<Route> routes)
    {
        // Beside the file, because a rename is atomic only within one file system.
        var draft = $"{path}.{Environment.ProcessId}{DraftEnding}";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(stream, routes);
            // On disk before it takes the old file's name: a crash must not leave an empty file.
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private void RequireFileName()
    {
        if (Directory.Exists(path)) throw new InvalidDataException($"--storage-file: '{path}' is a directory");
        if (!Directory.Exists(Folder)) throw new InvalidDataException($"--storage-file: there is no directory '{Folder}'");
    }

    private static void Write(FileStream stream, IEnumerable<Route> routes)
    {
        var text = new ArrayBufferWriter<byte>(Block + 4096);
        text.Write("{"u8);
        var first = true;
        foreach (var route in routes)
        {
            if (!first) text.Write(",\n"u8);
            first = false;
            RouteJson.WriteEntry(text, route);
            if (text.WrittenCount < Block) continue;
            stream.Write(text.WrittenSpan);
            text.ResetWrittenCount();
        }

        text.Write("}\n"u8);
        stream.Write(text.WrittenSpan);
    }

    private static Route? ReadEntry(JsonProperty entry, bool hostRouting, DateTimeOffset now)
    {
        var known = entry.Value.ValueKind == JsonValueKind.Object && entry.Value.TryGetProperty("last_activity", out var text)
            && text.ValueKind == JsonValueKind.String && Timestamp.TryParse(text.GetString()!, out var time);
        if (!known) return RouteJson.Read(RoutePath.Clean(entry.Name), entry.Value, hostRouting, now, out _);
        Timestamp.TryParse(entry.Value.GetProperty("last_activity").GetString()!, out time);
        return RouteJson.Read(RoutePath.Clean(entry.Name), entry.Value, hostRouting, time, out _);
    }
}
