using System.Security.Cryptography;

namespace Hub.Proxy.Tls;

/// <summary>A private key in PEM form, and whether it takes a passphrase to read it.</summary>
internal static class KeyFile
{
    /// <summary>A passphrase for a key that needs none is no mistake: OpenSSL does not look at it either.</summary>
    public static bool IsEncrypted(string file)
    {
        var text = File.ReadAllText(file);
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new CryptographicException(
                $"the key is encrypted in OpenSSL's old form; 'openssl pkcs8 -topk8 -in {file}' writes it in the one that is read");
        return text.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
    }

    public static string RequirePassphrase(TlsFiles files) => string.IsNullOrEmpty(files.Passphrase)
        ? throw new CryptographicException(
            "the key is encrypted and there is no passphrase: CONFIGPROXY_SSL_KEY_PASSPHRASE holds that of the public side, "
            + "CONFIGPROXY_API_SSL_KEY_PASSPHRASE the API's")
        : files.Passphrase;
}
