using System.Net.Security;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Tls;

/// <summary>Translates a cipher list in OpenSSL's words into the suites of TLS.</summary>
internal static class CipherList
{
    private static readonly (string Name, TlsCipherSuite Suite)[] _known =
    [
        ("ECDHE-ECDSA-AES256-GCM-SHA384", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        ("ECDHE-RSA-AES256-GCM-SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
        ("ECDHE-RSA-CHACHA20-POLY1305", TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
        ("ECDHE-ECDSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        ("ECDHE-RSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
        ("DHE-RSA-AES256-GCM-SHA384", TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384),
        ("DHE-RSA-AES128-GCM-SHA256", TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256),
        ("DHE-RSA-CHACHA20-POLY1305", TlsCipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256),
        ("ECDHE-ECDSA-AES256-SHA384", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
        ("ECDHE-RSA-AES256-SHA384", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384),
        ("ECDHE-ECDSA-AES128-SHA256", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
        ("ECDHE-RSA-AES128-SHA256", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
        ("DHE-RSA-AES256-SHA256", TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256),
        ("DHE-RSA-AES128-SHA256", TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256),
        ("ECDHE-RSA-AES256-SHA", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
        ("ECDHE-RSA-AES128-SHA", TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
        ("AES256-GCM-SHA384", TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384),
        ("AES128-GCM-SHA256", TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256),
        ("TLS_AES_256_GCM_SHA384", TlsCipherSuite.TLS_AES_256_GCM_SHA384),
        ("TLS_AES_128_GCM_SHA256", TlsCipherSuite.TLS_AES_128_GCM_SHA256),
        ("TLS_CHACHA20_POLY1305_SHA256", TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256),
    ];

    /// <summary>The suites a list names. As OpenSSL does, unknown names are passed over; a list of nothing but those is an error.</summary>
    public static CipherSuitesPolicy Parse(string list, ProxyLog log)
    {
        if (OperatingSystem.IsWindows()) throw new FormatException("--ssl-ciphers: Windows chooses cipher suites itself");
        var chosen = new List<TlsCipherSuite>();
        foreach (var word in list.Split([':', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word[0] is '!' or '-') chosen.RemoveAll(s => Names(word[1..]).Contains(s));
            else if (Names(word).ToList() is { Count: > 0 } suites) chosen.AddRange(suites.Except(chosen));
            else log.Warn($"--ssl-ciphers: '{word}' is not known");
        }

        if (chosen.Count == 0)
            throw new FormatException($"--ssl-ciphers: no usable cipher suite in '{list}'; known are {string.Join(", ", _known.Select(k => k.Name))}");
        // The list is about TLS up to 1.2; the suites of 1.3 are a matter of their own and stay.
        chosen.AddRange(_known.Where(k => k.Name.StartsWith("TLS_", StringComparison.Ordinal)).Select(k => k.Suite).Except(chosen));
        return new CipherSuitesPolicy(chosen);
    }

    private static IEnumerable<TlsCipherSuite> Names(string word) => word switch
    {
        "HIGH" or "DEFAULT" or "ALL" or "SECURE" => _known.Select(k => k.Suite),
        _ => _known.Where(k => k.Name == word || k.Name.Split('-').Contains(word)).Select(k => k.Suite),
    };
}
