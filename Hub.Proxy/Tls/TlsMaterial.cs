using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hub.Proxy.Tls;

/// <summary>Certificates read from files: one's own with its chain, and the authorities to trust.</summary>
internal sealed class TlsMaterial
{
    /// <summary>One's own certificate with what the file held of its chain, or null.</summary>
    public SslStreamCertificateContext? Context { get; private init; }

    public X509Certificate2Collection Authorities { get; private init; } = [];

    /// <summary>Reads the files; throws <see cref="TlsFileException"/> naming the one that is wrong.</summary>
    public static TlsMaterial Load(TlsFiles files) => new()
    {
        Context = files.Cert is null && files.Key is null ? null : LoadOwn(files),
        Authorities = files.Ca is null ? [] : LoadAuthorities(files.Ca),
    };

    /// <summary>Certificates of authorities from a file that may hold several; throws <see cref="TlsFileException"/>.</summary>
    public static X509Certificate2Collection LoadAuthorities(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate in PEM form");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TlsFileException($"Cannot read certificate authorities from {file}: {e.Message}", e);
        }
    }

    /// <summary>A chain policy that trusts these authorities and no others.</summary>
    public static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        // A bundle may hold intermediates; only self-signed ones can be roots, the others complete the chain.
        policy.ExtraStore.AddRange(authorities);
        return policy;
    }

    private static SslStreamCertificateContext LoadOwn(TlsFiles files)
    {
        if (files.Cert is null || files.Key is null)
            throw new TlsFileException("A certificate and its key are needed together: one of the two options is missing.");
        var isEncrypted = false;
        try
        {
            isEncrypted = KeyFile.IsEncrypted(files.Key);
            using var pem = isEncrypted
                ? X509Certificate2.CreateFromEncryptedPemFile(files.Cert, KeyFile.RequirePassphrase(files), files.Key)
                : X509Certificate2.CreateFromPemFile(files.Cert, files.Key);
            // The PKCS#12 round trip gives a key that outlives this method on every platform.
            var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.Cert);
            if (chain.Count > 0) chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What cannot be decrypted looks like a key that does not fit.
            var hint = isEncrypted && !string.IsNullOrEmpty(files.Passphrase) ? " The passphrase may be wrong, too." : "";
            throw new TlsFileException($"Cannot use certificate {files.Cert} with key {files.Key}: {e.Message}{hint}", e);
        }
    }
}
