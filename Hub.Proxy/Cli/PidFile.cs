using System.Globalization;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Cli;

/// <summary>Tells others the process id while the proxy runs.</summary>
internal sealed class PidFile
{
    private readonly string _path;
    private readonly ProxyLog _log;

    private PidFile(string path, ProxyLog log)
    {
        _path = path;
        _log = log;
    }

    public static PidFile Write(string path, ProxyLog log)
    {
        log.Info($"Writing pid {Environment.ProcessId} to {path}");
        try
        {
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--pid-file: cannot write '{path}': {e.Message}", e);
        }

        return new PidFile(path, log);
    }

    public void Remove()
    {
        _log.Debug($"Removing {_path}");
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Warn($"Cannot remove {_path}: {e.Message}");
        }
    }
}
