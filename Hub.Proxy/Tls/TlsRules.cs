using System.Net.Security;
using System.Security.Authentication;

namespace Hub.Proxy.Tls;

/// <summary>The protocol versions and cipher suites all sides share.</summary>
/// <param name="Protocols">The versions spoken.</param>
/// <param name="Ciphers">The suites offered, or null for the platform's choice.</param>
internal sealed record TlsRules(SslProtocols Protocols, CipherSuitesPolicy? Ciphers)
{
    public static TlsRules Default { get; } = new(SslProtocols.Tls12 | SslProtocols.Tls13, null);

    /// <summary>OpenSSL's method names less their ending, as configurable-http-proxy takes them.</summary>
    public static SslProtocols ProtocolsFor(string name) => name switch
    {
        "TLS" or "SSLv23" => SslProtocols.Tls12 | SslProtocols.Tls13,
        "TLSv1_2" => SslProtocols.Tls12,
        "TLSv1_3" => SslProtocols.Tls13,
        _ => throw new FormatException($"'{name}' is not one of TLSv1_2, TLSv1_3, TLS"),
    };
}
