using System.Text;
using Hub.Domain.Spawners.LocalProcess;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Services;

/// <summary>Carries what a managed service prints into the hub's log, line by line, without its token.</summary>
/// <remarks>Through a file, because a pipe to a hub that was killed would end the service at its next line.</remarks>
public sealed class ServiceOutput(string service, string path, string? fingerprint, ILogger log)
{
    private const int Block = 64 * 1024;
    private const int LongestLine = 2000;
    private const long LargestFile = 16 * 1024 * 1024;

    private long position;

    /// <summary>For a service that ran before: what it has said so far is in an earlier log.</summary>
    public void SkipOld() => position = File.Exists(path) ? new FileInfo(path).Length : 0;

    public void ReadNew()
    {
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length < position)
            position = 0;
        while (ReadLines(file))
            continue;
        // The service appends, so it goes on at the new end; a full disk would be worse than a line lost.
        if (file.Length > LargestFile && position == file.Length)
        {
            file.SetLength(0);
            position = 0;
        }
    }

    private bool ReadLines(FileStream file)
    {
        file.Position = position;
        var buffer = new byte[Block];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var end = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        if (end == 0 && read < Block)
            return false;
        end = end == 0 ? read : end;
        position += end;
        foreach (var line in Encoding.UTF8.GetString(buffer, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var safe = OutputTail.Clean(line.Length <= LongestLine ? line : line[..LongestLine] + "...", fingerprint);
            if (safe.Length > 0)
                log.LogInformation("Service {Service}: {Line}", service, safe);
        }

        return true;
    }
}
