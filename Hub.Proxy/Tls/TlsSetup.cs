using Hub.Proxy.Logging;

namespace Hub.Proxy.Tls;

/// <summary>The three TLS sides of a proxy, made from its options.</summary>
internal sealed class TlsSetup : IDisposable
{
    private readonly List<TlsStore> _stores = [];
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly ProxyLog _log;
    private readonly TlsRules _rules;

    public TlsSetup(ProxyOptions options, TimeProvider clock, ProxyLog log)
    {
        _interval = options.CertificateInterval;
        _clock = clock;
        _log = log;
        _rules = new TlsRules(
            options.SslProtocol is null ? TlsRules.Default.Protocols : TlsRules.ProtocolsFor(options.SslProtocol),
            options.SslCiphers is null ? null : CipherList.Parse(options.SslCiphers, log));
        Public = Server(options.Ssl, options.Http2);
        Api = Server(options.ApiSsl, http2: false);
        var client = options.ClientSsl.IsGiven || options.ClientSsl.Ca is not null ? Store(options.ClientSsl) : null;
        Client = new ClientTls(() => client?.Current, ExtraAuthorities.Load(options.ExtraCaCerts, log), _rules, options.Insecure);
        if (options.SslDhparam is not null) log.Warn("--ssl-dhparam has no effect: keys are exchanged over elliptic curves.");
    }

    public ServerTls? Public { get; }

    public ServerTls? Api { get; }

    public ClientTls Client { get; }

    public void Dispose()
    {
        foreach (var store in _stores) store.Dispose();
    }

    private ServerTls? Server(TlsFiles files, bool http2)
    {
        if (!files.IsGiven) return null;
        var store = Store(files);
        return new ServerTls(() => store.Current, files, _rules, http2);
    }

    private TlsStore Store(TlsFiles files)
    {
        var store = new TlsStore(files, _interval, _clock, _log);
        _stores.Add(store);
        return store;
    }
}
