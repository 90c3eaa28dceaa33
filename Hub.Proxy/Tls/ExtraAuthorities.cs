using System.Security.Cryptography.X509Certificates;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Tls;

/// <summary>
/// The authorities that <c>NODE_EXTRA_CA_CERTS</c> adds to the system's, for those who have it set for configurable-http-proxy.
/// As there, a file that cannot be used is passed over with a warning, and <c>--client-ssl-ca</c> takes the place of both.
/// </summary>
internal static class ExtraAuthorities
{
    /// <summary>The system's authorities and those in the file; none if there is no such file.</summary>
    public static X509Certificate2Collection Load(string? file, ProxyLog log)
    {
        if (string.IsNullOrEmpty(file)) return [];
        try
        {
            var all = TlsMaterial.LoadAuthorities(file);
            foreach (var location in new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser })
            {
                using var roots = new X509Store(StoreName.Root, location, OpenFlags.ReadOnly);
                all.AddRange(roots.Certificates);
            }

            return all;
        }
        catch (TlsFileException e)
        {
            log.Warn($"NODE_EXTRA_CA_CERTS is ignored: {e.Message}");
            return [];
        }
    }
}
