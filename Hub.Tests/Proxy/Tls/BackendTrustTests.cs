using Hub.Proxy;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Tls;

/// <summary>Which https servers the proxy believes, be they targets of routes or the one that makes the error pages.</summary>
public sealed class BackendTrustTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void Create() => _certificates = new TestCertificates();

    [TearDown]
    public void Remove() => _certificates.Dispose();

    [Test]
    public async Task The_error_target_may_speak_https_and_sees_the_proxys_certificate()
    {
        using var certificate = _certificates.Load(_certificates.Issue("pages", "127.0.0.1"));
        await using var pages = new TlsBackend(certificate, askForCertificate: true);
        var own = _certificates.Issue("proxy-client", "proxy");
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            o.ErrorTarget = $"https://127.0.0.1:{pages.Port}/hub/error";
            (o.ClientSsl.Cert, o.ClientSsl.Key, o.ClientSsl.Ca) = (own.Cert, own.Key, _certificates.Authority);
        });
        var (head, body) = await AskAsync(proxy);
        head.ShouldStartWith("HTTP/1.1 404 ");
        body.ShouldBe("CN=proxy-client");
    }

    [Test]
    public async Task An_error_target_that_nobody_vouches_for_leaves_the_plain_text()
    {
        using var certificate = _certificates.Load(_certificates.Issue("pages", "127.0.0.1"));
        await using var pages = new TlsBackend(certificate);
        await using var proxy = await RunningProxy.StartAsync(o => o.ErrorTarget = $"https://127.0.0.1:{pages.Port}/hub/error");
        (await AskAsync(proxy)).Body.ShouldBe("Not Found");
    }

    [Test]
    public async Task The_name_asked_for_is_the_targets_own_whatever_the_client_says()
    {
        using var certificate = _certificates.Load(_certificates.Issue("backend", "localhost"));
        await using var backend = new TlsBackend(certificate);
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            o.DefaultTarget = $"https://localhost:{backend.Port}";
            o.ClientSsl.Ca = _certificates.Authority;
        });
        (await AskAsync(proxy)).Head.ShouldStartWith("HTTP/1.1 200 ");
        backend.Names.ShouldBe(["localhost"]);
    }

    [Test]
    public async Task A_file_may_hold_several_authorities()
    {
        using var other = new TestCertificates();
        var bundle = await File.ReadAllTextAsync(other.Authority) + "\n" + await File.ReadAllTextAsync(_certificates.Authority);
        await File.WriteAllTextAsync(_certificates.Authority, bundle);
        foreach (var issuer in new[] { _certificates, other })
        {
            using var certificate = issuer.Load(issuer.Issue("backend", "127.0.0.1"));
            await using var backend = new TlsBackend(certificate);
            await using var proxy = await StartAsync(backend, o => o.ClientSsl.Ca = _certificates.Authority);
            (await AskAsync(proxy)).Head.ShouldStartWith("HTTP/1.1 200 ");
        }
    }

    [Test]
    public async Task Authorities_of_NODE_EXTRA_CA_CERTS_are_trusted_beside_the_systems_unless_others_are_named()
    {
        using var other = new TestCertificates();
        using var certificate = _certificates.Load(_certificates.Issue("backend", "127.0.0.1"));
        await using var backend = new TlsBackend(certificate);
        await using (var proxy = await StartAsync(backend, o => o.ExtraCaCerts = _certificates.Authority))
            (await AskAsync(proxy)).Head.ShouldStartWith("HTTP/1.1 200 ");
        await using (var proxy = await StartAsync(backend, o => (o.ExtraCaCerts, o.ClientSsl.Ca) = (_certificates.Authority, other.Authority)))
            (await AskAsync(proxy)).Head.ShouldStartWith("HTTP/1.1 503 ");
        await using (var proxy = await StartAsync(backend, o => o.ExtraCaCerts = "/nowhere.pem"))
        {
            (await AskAsync(proxy)).Head.ShouldStartWith("HTTP/1.1 503 ");
            proxy.Log.Lines.ShouldContain(l => l.Contains("warn: NODE_EXTRA_CA_CERTS is ignored: Cannot read certificate authorities from /nowhere.pem"));
        }
    }

    private static Task<RunningProxy> StartAsync(TlsBackend backend, Action<ProxyOptions> change) => RunningProxy.StartAsync(o =>
    {
        o.DefaultTarget = $"https://127.0.0.1:{backend.Port}";
        change(o);
    });

    private static Task<(string Head, string Body)> AskAsync(RunningProxy proxy) => proxy.AskAsync("GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n");
}
