using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Hub.Proxy.Tls;

/// <summary>How to speak TLS to clients: which certificate to show, and which to ask for.</summary>
internal sealed class ServerTls(Func<TlsMaterial?> material, TlsFiles files, TlsRules rules, bool http2)
{
    private readonly List<SslApplicationProtocol> _protocols =
        http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11];

    /// <summary>Options for one connection, made for each because certificates may have been renewed.</summary>
    public ValueTask<SslServerAuthenticationOptions> OptionsFor(TlsHandshakeCallbackContext context)
    {
        var current = material()!;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
            EnabledSslProtocols = rules.Protocols,
            CipherSuitesPolicy = rules.Ciphers,
            ApplicationProtocols = _protocols,
            ClientCertificateRequired = files.RequestCert,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
        // Without a callback Kestrel would accept a client that shows nothing.
        if (files.RequestCert) options.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsValid(certificate, current);
        return ValueTask.FromResult(options);
    }

    private static bool IsValid(X509Certificate? certificate, TlsMaterial material)
    {
        if (certificate is not X509Certificate2 shown) return false;
        using var chain = new X509Chain();
        if (material.Authorities.Count > 0) chain.ChainPolicy = TlsMaterial.Trusting(material.Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(shown);
    }
}
