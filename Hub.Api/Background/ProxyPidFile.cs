using System.Globalization;

namespace Hub.Api.Background;

/// <summary>Which process is the hub's proxy: its pid, its start and its command, a line each. It outlives the hub.</summary>
public sealed class ProxyPidFile(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    public string OutputFile => Path.ChangeExtension(_path, ".log");

    public bool Exists => File.Exists(_path);

    public void Write(ProcessMark process, ProxyCommand command)
    {
        var next = _path + ".new";
        File.Delete(next);
        using (var file = new StreamWriter(next, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            file.Write($"{process.Pid}\n{process.Started}\n{command.Fingerprint}\n");
        // Whole or not at all, even when the hub is killed just now.
        File.Move(next, _path, overwrite: true);
    }

    /// <summary>The process, if it still runs and is the one that was written down; with the fingerprint of its command.</summary>
    public (ProcessMark Process, string Fingerprint)? ReadRunning()
    {
        if (!Exists)
            return null;
        var lines = File.ReadAllLines(_path);
        if (lines.Length < 3 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid))
            return null;
        var process = new ProcessMark(pid, lines[1]);
        return process.IsAlive ? (process, lines[2]) : null;
    }

    public void Delete() => File.Delete(_path);
}
