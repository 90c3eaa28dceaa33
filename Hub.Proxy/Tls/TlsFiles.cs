namespace Hub.Proxy.Tls;

/// <summary>Where one side's certificates lie, and what it asks of its peers.</summary>
public sealed class TlsFiles
{
    public string? Key { get; set; }

    public string? Cert { get; set; }

    public string? Ca { get; set; }

    /// <summary>Opens an encrypted key.</summary>
    public string? Passphrase { get; set; }

    /// <summary>Ask for a client certificate; whoever shows no valid one is rejected.</summary>
    public bool RequestCert { get; set; }

    /// <summary>Accepted for compatibility; rejecting is what asking for a certificate means.</summary>
    public bool RejectUnauthorized { get; set; }

    public bool IsGiven => Key is not null || Cert is not null;
}
