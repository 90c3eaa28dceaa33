using System.Security.Cryptography.X509Certificates;

namespace Hub.Domain.Authenticators.Ldap;

/// <summary>
/// The folder of certificates that the LDAP library is told to trust. Certificates given as a file or text are put into a folder of
/// our own, because a folder is all that .NET can name to the library for one connection.
/// </summary>
internal sealed class LdapTrust : IDisposable
{
    private readonly DirectoryInfo? own;

    /// <exception cref="ArgumentException">The certificates cannot be read.</exception>
    public LdapTrust(IReadOnlyDictionary<string, string> settings)
    {
        Folder = settings.GetValueOrDefault("ca_certs_path");
        if (Folder is not null && !Directory.Exists(Folder))
            throw new ArgumentException($"LDAPAuthenticator.tls_kwargs: ca_certs_path is {Folder}, and there is no such folder");
        var certificates = Read(settings);
        if (certificates.Count == 0)
            return;
        own = Directory.CreateTempSubdirectory("hub-ldap-");
        foreach (var certificate in certificates.Concat(InFolder(Folder)))
            Write(certificate);
        Folder = own.FullName;
    }

    /// <summary>Null leaves it to the library's own configuration.</summary>
    public string? Folder { get; }

    public void Dispose()
    {
        if (own?.Exists == true)
            own.Delete(recursive: true);
    }

    private static X509Certificate2Collection Read(IReadOnlyDictionary<string, string> settings)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (settings.TryGetValue("ca_certs_file", out var file))
                certificates.ImportFromPemFile(file);
            if (settings.TryGetValue("ca_certs_data", out var text))
                certificates.ImportFromPem(text);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new ArgumentException($"LDAPAuthenticator.tls_kwargs: the certificates cannot be read: {wrong.Message}", wrong);
        }

        return certificates.Count > 0 || !(settings.ContainsKey("ca_certs_file") || settings.ContainsKey("ca_certs_data"))
            ? certificates
            : throw new ArgumentException("LDAPAuthenticator.tls_kwargs: there is no certificate in PEM form in ca_certs_file or ca_certs_data");
    }

    private static IEnumerable<X509Certificate2> InFolder(string? folder)
    {
        var certificates = new X509Certificate2Collection();
        foreach (var file in folder is null ? [] : Directory.EnumerateFiles(folder))
            certificates.ImportFromPemFile(file);
        return certificates;
    }

    private void Write(X509Certificate2 certificate)
    {
        var name = SubjectHash.Of(certificate.SubjectName.RawData);
        var number = 0;
        while (File.Exists(Path.Combine(own!.FullName, $"{name}.{number}")))
            number++;
        File.WriteAllText(Path.Combine(own.FullName, $"{name}.{number}"), certificate.ExportCertificatePem() + "\n");
    }
}
