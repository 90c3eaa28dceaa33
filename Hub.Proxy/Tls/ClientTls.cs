using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Hub.Proxy.Tls;

/// <summary>How to speak TLS to https targets: whom to trust, and which certificate to show.</summary>
internal sealed class ClientTls
{
    private readonly Func<TlsMaterial?> _material;
    private readonly bool _insecure;
    private readonly TlsRules _rules;
    private readonly X509Certificate2Collection _fallback;

    /// <param name="fallback">Whom to trust where the files name nobody; none is the system's choice.</param>
    public ClientTls(Func<TlsMaterial?> material, X509Certificate2Collection fallback, TlsRules rules, bool insecure)
    {
        _material = material;
        _fallback = fallback;
        _rules = rules;
        _insecure = insecure;
    }

    /// <summary>Options for one connection, made for each because certificates may have been renewed.</summary>
    public SslClientAuthenticationOptions For(string host)
    {
        var material = _material();
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = _rules.Protocols,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ClientCertificateContext = material?.Context,
        };
        var authorities = material?.Authorities is { Count: > 0 } own ? own : _fallback;
        if (authorities.Count > 0) options.CertificateChainPolicy = TlsMaterial.Trusting(authorities);
        if (_insecure) options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        return options;
    }
}
