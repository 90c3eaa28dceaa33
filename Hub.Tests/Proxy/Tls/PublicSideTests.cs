using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Hub.Proxy;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Tls;

/// <summary>What the options of TLS do to clients.</summary>
public sealed class PublicSideTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void Create() => _certificates = new TestCertificates();

    [TearDown]
    public void Remove() => _certificates.Dispose();

    [TestCase("TLSv1_2", SslProtocols.Tls12, SslProtocols.Tls13)]
    [TestCase("TLSv1_3", SslProtocols.Tls13, SslProtocols.Tls12)]
    public async Task Exactly_one_version_can_be_asked_for(string option, SslProtocols spoken, SslProtocols refused)
    {
        await using var proxy = await StartAsync(o => o.SslProtocol = option);
        await using (var tls = await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example"))
            tls.SslProtocol.ShouldBe(spoken);
        await Should.ThrowAsync<Exception>(async () => await (await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example", refused)).DisposeAsync());
    }

    [Test]
    public async Task A_cipher_list_decides_what_is_spoken()
    {
        await using var proxy = await StartAsync(o => (o.SslProtocol, o.SslCiphers) = ("TLSv1_2", "ECDHE-ECDSA-AES128-GCM-SHA256"));
        await using var tls = await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example");
        tls.NegotiatedCipherSuite.ShouldBe(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
    }

    [Test]
    public async Task Clients_of_the_public_side_can_be_asked_for_certificates_of_several_authorities()
    {
        using var other = new TestCertificates();
        using var stranger = new TestCertificates();
        var bundle = Path.GetTempFileName();
        await File.WriteAllTextAsync(bundle, await File.ReadAllTextAsync(_certificates.Authority) + "\n" + await File.ReadAllTextAsync(other.Authority));
        await using var proxy = await StartAsync(o => (o.Ssl.Ca, o.Ssl.RequestCert) = (bundle, true));
        foreach (var (issuer, allowed) in new[] { (_certificates, true), (other, true), (stranger, false) })
        {
            using var shown = issuer.Load(issuer.Issue("client", "client"));
            (await IsServedAsync(proxy, shown)).ShouldBe(allowed);
        }

        (await IsServedAsync(proxy, null)).ShouldBeFalse();
        File.Delete(bundle);
    }

    [Test]
    public async Task A_websocket_under_TLS_is_told_so_to_the_backend()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            seen.TrySetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            await c.EchoAsync();
        });
        await using var proxy = await StartAsync(o => o.DefaultTarget = backend.Url);
        await using var tls = await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example");
        await tls.WriteAsync("GET /ws HTTP/1.1\r\nHost: pub.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray());
        var buffer = new byte[1024];
        (await tls.ReadAsync(buffer)).ShouldBeGreaterThan(12);
        (await seen.Task).ShouldContain("X-Forwarded-Proto: wss\r\n");
        (await seen.Task).ShouldContain("X-Forwarded-Port: 443\r\n");
    }

    private Task<RunningProxy> StartAsync(Action<ProxyOptions> change)
    {
        var files = _certificates.Issue("pub", "pub.example");
        return RunningProxy.StartAsync(o =>
        {
            (o.Ssl.Cert, o.Ssl.Key) = (files.Cert, files.Key);
            change(o);
        });
    }

    private static async Task<bool> IsServedAsync(RunningProxy proxy, X509Certificate2? shown)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (shown is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        using var client = new HttpClient(handler);
        try
        {
            return (await client.GetAsync($"https://127.0.0.1:{proxy.Host.PublicEndPoint!.Port}/_chp_healthz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // The handshake was refused.
            return false;
        }
    }
}
