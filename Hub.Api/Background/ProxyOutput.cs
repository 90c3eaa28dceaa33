using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Api.Background;

/// <summary>Carries what the proxy prints into the hub's log.</summary>
/// <remarks>Through a file, because a pipe to a hub that was killed would end the proxy at its next line.</remarks>
public sealed partial class ProxyOutput(string path, ILogger log)
{
    private const int Remembered = 20;
    private const int LongestLine = 64 * 1024;
    private const long LargestFile = 16 * 1024 * 1024;

    private readonly Lock _reading = new();
    private readonly Queue<string> _last = new();
    private long _position;

    public string Path => path;

    /// <summary>The last lines, for the message about a proxy that ended.</summary>
    public string LastLines
    {
        get
        {
            lock (_reading)
                return string.Join('\n', _last);
        }
    }

    public void BeginAnew()
    {
        lock (_reading)
        {
            File.Delete(path);
            using var created = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            _position = 0;
            _last.Clear();
        }
    }

    public void BeginAtEnd()
    {
        lock (_reading)
            _position = File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    public async Task FollowAsync(TimeProvider time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                ReadNew();
            }
            catch (IOException e)
            {
                log.LogWarning("The output of the proxy cannot be read: {Reason}", e.Message);
            }
        }
    }

    public void ReadNew()
    {
        lock (_reading)
        {
            if (!File.Exists(path))
                return;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            // Somebody emptied it.
            if (file.Length < _position)
                _position = 0;
            while (ReadLines(file))
                continue;
            // The proxy appends, so it goes on at the new end. A line of this very moment may be lost; a full disk would be worse.
            if (file.Length > LargestFile && _position == file.Length)
            {
                file.SetLength(0);
                _position = 0;
            }
        }
    }

    private bool ReadLines(FileStream file)
    {
        file.Position = _position;
        var buffer = new byte[LongestLine];
        var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var end = buffer.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        if (end == 0 && read < LongestLine)
            return false;
        end = end == 0 ? read : end;
        _position += end;
        foreach (var line in Encoding.UTF8.GetString(buffer, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Pass(Colours().Replace(line.TrimEnd('\r'), ""));
        return true;
    }

    private void Pass(string line)
    {
        _last.Enqueue(line);
        if (_last.Count > Remembered)
            _last.Dequeue();
        log.Log(LevelOf(line), "Proxy: {Line}", line);
    }

    private static LogLevel LevelOf(string line) => Level().Match(line).Groups[1].Value switch
    {
        "error" => LogLevel.Error,
        "warn" => LogLevel.Warning,
        "debug" => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();

    [GeneratedRegex(@"\[ConfigProxy\] (error|warn|info|debug):")]
    private static partial Regex Level();
}
