using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Hub.Tests.Proxy.Tls;

/// <summary>An authority and certificates of its own, as PEM files in a folder that goes with it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly X509Certificate2 _authority;
    private int _serial;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Test authority {Path.GetRandomFileName()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(Authority, _authority.ExportCertificatePem());
    }

    public string Authority => Path.Combine(_folder.FullName, "ca.pem");

    /// <summary>Writes NAME.crt and NAME.key for these host names or addresses.</summary>
    public (string Cert, string Key) Issue(string name, params string[] hosts) => Issue(name, null, hosts);

    public (string Cert, string Key) Issue(string name, string? passphrase, string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), BitConverter.GetBytes(++_serial + 1000));
        var (cert, keyFile) = (Path.Combine(_folder.FullName, name + ".crt"), Path.Combine(_folder.FullName, name + ".key"));
        File.WriteAllText(cert, certificate.ExportCertificatePem() + "\n" + _authority.ExportCertificatePem());
        File.WriteAllText(keyFile, passphrase is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        return (cert, keyFile);
    }

    public X509Certificate2 Load((string Cert, string Key) files)
    {
        using var pem = X509Certificate2.CreateFromPemFile(files.Cert, files.Key);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}
