using Hub.Proxy.Logging;
using Hub.Proxy.Tls;

namespace Hub.Proxy;

/// <summary>Everything the proxy can be told; the names follow the command line's.</summary>
public sealed class ProxyOptions
{
    /// <summary>Public address; null or empty is every interface, IPv6 included.</summary>
    public string? Ip { get; set; }

    /// <summary>Public port; 0 takes a free one.</summary>
    public int Port { get; set; } = 8000;

    public string? Socket { get; set; }

    public string? ApiIp { get; set; } = "localhost";

    /// <summary>API port; null is the public port and one, 0 a free one.</summary>
    public int? ApiPort { get; set; }

    public string? ApiSocket { get; set; }

    public string? MetricsIp { get; set; }

    public int? MetricsPort { get; set; }

    public string? MetricsSocket { get; set; }

    public string? DefaultTarget { get; set; }

    public string? ErrorTarget { get; set; }

    public string? ErrorPath { get; set; }

    public bool HostRouting { get; set; }

    public bool IncludePrefix { get; set; } = true;

    public bool PrependPath { get; set; } = true;

    public bool XForward { get; set; } = true;

    public bool AutoRewrite { get; set; }

    public string? ProtocolRewrite { get; set; }

    public bool ChangeOrigin { get; set; }

    /// <summary>Added to every forwarded request, in place of the client's header of that name.</summary>
    public Dictionary<string, string> CustomHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Do not check the certificates of https targets.</summary>
    public bool Insecure { get; set; }

    /// <summary>How long a client's socket may be silent during a request; null is for ever.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long a backend may be silent during a request; null is for ever.</summary>
    public TimeSpan? ProxyTimeout { get; set; }

    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(5);

    public TlsFiles Ssl { get; } = new();

    public TlsFiles ApiSsl { get; } = new();

    public TlsFiles ClientSsl { get; } = new();

    /// <summary>Authorities of https targets beside the system's, where <see cref="ClientSsl"/> names none.</summary>
    public string? ExtraCaCerts { get; set; }

    public string? SslProtocol { get; set; }

    public string? SslCiphers { get; set; }

    public bool SslAllowRc4 { get; set; }

    public string? SslDhparam { get; set; }

    public int? RedirectPort { get; set; }

    public string? RedirectTo { get; set; }

    public string? PidFile { get; set; }

    /// <summary>The least severe lines shown; null is silence.</summary>
    public LogSeverity? LogLevel { get; set; } = LogSeverity.Info;

    /// <summary>Where routes outlive a restart; null keeps them in memory only.</summary>
    public string? StorageFile { get; set; }

    /// <summary>What API callers must show; null or empty leaves the API open.</summary>
    public string? AuthToken { get; set; }

    public AccessLogFormat AccessLog { get; set; }

    /// <summary>How long requests may go on after SIGTERM.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long WebSockets may go on after their route went.</summary>
    public TimeSpan RouteGrace { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle connection to a backend is kept.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the error target may take before the plain text is sent instead.</summary>
    public TimeSpan ErrorTargetTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take over a request's head.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a client may take over a whole request, its body included; null is for ever.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    public int MaxRequestLine { get; set; } = 16 * 1024;

    public int MaxHeaderSize { get; set; } = 16 * 1024;

    public int MaxHeaderCount { get; set; } = 1000;

    /// <summary>Client connections at one time; null is without limit.</summary>
    public long? MaxConnections { get; set; }

    /// <summary>The largest body the API takes.</summary>
    public long MaxApiBody { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long to look for the bytes of a client that is alone, and of its backend, before going to sleep; zero is never. Without effect
    /// on one processor.
    /// </summary>
    public TimeSpan BusyPoll { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>Speak HTTP/2 too: by ALPN under TLS, by prior knowledge without.</summary>
    public bool Http2 { get; set; } = true;

    /// <summary>How often files of certificates are looked at.</summary>
    internal TimeSpan CertificateInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often targets that share a route are asked how they are.</summary>
    internal TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Values that could not be used as they are, and what is done instead, as configurable-http-proxy does it.</summary>
    internal List<string> Remarks { get; } = [];
}
