using Hub.Proxy.Logging;

namespace Hub.Proxy.Tls;

/// <summary>
/// Certificates as the files hold them now: renewed files are taken up for new connections, and those that stand go on.
/// Files are looked at every few seconds, because mounted secrets change in ways that watchers do not see.
/// </summary>
internal sealed class TlsStore : IDisposable
{
    private readonly TlsFiles _files;
    private readonly ProxyLog _log;
    private readonly ITimer _timer;
    private (DateTime, DateTime, DateTime) _seen;
    private TlsMaterial _current;

    public TlsStore(TlsFiles files, TimeSpan interval, TimeProvider clock, ProxyLog log)
    {
        _files = files;
        _log = log;
        _seen = Stamps();
        _current = TlsMaterial.Load(files);
        if (!string.IsNullOrEmpty(files.Passphrase) && files.Key is not null && !KeyFile.IsEncrypted(files.Key))
            log.Warn($"The passphrase for {files.Key} is not needed: the key is not encrypted.");
        _timer = clock.CreateTimer(_ => Look(), null, interval, interval);
    }

    public TlsMaterial Current => Volatile.Read(ref _current);

    public void Dispose() => _timer.Dispose();

    /// <summary>Reads the files again if they changed.</summary>
    public void Look()
    {
        var now = Stamps();
        if (now == _seen) return;
        _seen = now;
        try
        {
            Volatile.Write(ref _current, TlsMaterial.Load(_files));
            _log.Info($"Certificates read again from {_files.Cert ?? _files.Ca}");
        }
        catch (TlsFileException e)
        {
            // A key and a certificate are not written in one moment; until they fit, the old ones serve.
            _log.Error(e.Message);
        }
    }

    private (DateTime, DateTime, DateTime) Stamps() => (Stamp(_files.Cert), Stamp(_files.Key), Stamp(_files.Ca));

    private static DateTime Stamp(string? file) => file is null ? default : File.GetLastWriteTimeUtc(Real(file));

    // A mounted secret is a link that is pointed elsewhere; the time of what it points to is what counts.
    private static string Real(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        }
        catch (IOException)
        {
            // Just being replaced, or gone: the time of the name itself will do.
            return file;
        }
    }
}
