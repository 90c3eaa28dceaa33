using System.Text;
using Hub.Proxy.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hub.Proxy.Listening;

/// <summary>How one server treats its connections: the limits that keep it alive and the protocols it speaks.</summary>
internal sealed record FrontSettings
{
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxRequestLine { get; init; } = 16 * 1024;

    public int MaxHeaderSize { get; init; } = 16 * 1024;

    public int MaxHeaderCount { get; init; } = 1000;

    public long? MaxConnections { get; init; }

    public ServerTls? Tls { get; init; }

    public bool Http2 { get; init; }

    /// <summary>Counts the clients, for those who want to know.</summary>
    public ConnectionCount? Connections { get; init; }

    /// <summary>HTTP/2 without TLS, told apart by its first bytes.</summary>
    public bool PlainHttp2 => Http2 && Tls is null;

    public void ApplyTo(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowHostHeaderOverride = true;
        kestrel.AllowSynchronousIO = false;
        kestrel.AllowAlternateSchemes = true;
        // Header values are bytes to a proxy; Latin-1 carries each unchanged.
        kestrel.RequestHeaderEncodingSelector = static name => name == "Connection" ? ConnectionHeaderEncoding.Instance : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.RequestHeadersTimeout = HeaderTimeout;
        limits.MaxRequestLineSize = MaxRequestLine;
        limits.MaxRequestHeadersTotalSize = MaxHeaderSize;
        limits.MaxRequestHeaderCount = MaxHeaderCount;
        // A line or head that is allowed has to fit into the memory a request may take, and into a field of HTTP/2.
        limits.MaxRequestBufferSize = Math.Max(1024 * 1024, (long)MaxRequestLine + MaxHeaderSize);
        limits.Http2.MaxRequestHeaderFieldSize = Math.Max(limits.Http2.MaxRequestHeaderFieldSize, MaxHeaderSize);
        limits.MaxConcurrentConnections = MaxConnections;
        // Uploads may be as large and as slow as they are, and so may readers; silence is another option's matter.
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
    }

    public void ApplyTo(ListenOptions listen, PlainHttp2Listener? http2)
    {
        listen.Protocols = Http2 && Tls is not null ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (Connections is { } count) listen.Use(count.Around);
        if (http2 is not null)
        {
            var sorting = new PriorKnowledge(http2, HeaderTimeout);
            listen.Use(next => connection => sorting.SortAsync(connection, next));
        }

        if (Tls is not null) listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = Tls.OptionsFor });
    }
}
