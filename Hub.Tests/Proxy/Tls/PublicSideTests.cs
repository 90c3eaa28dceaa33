using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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

    [Test]
    public async Task A_websocket_under_TLS_carries_much_both_ways_and_is_told_when_its_route_goes()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            await c.EchoAsync();
        });
        await using var proxy = await StartAsync(o => o.RouteGrace = TimeSpan.FromMilliseconds(100));
        await proxy.AddRouteAsync("/user/a", backend.Url);
        using var client = new RawConnection(new Socket(SocketType.Stream, ProtocolType.Tcp), await TlsClient.ConnectAsync(proxy.Host.PublicEndPoint!, "pub.example"));
        await client.SendAsync("GET /user/a/ws HTTP/1.1\r\nHost: pub.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await client.ReadHeadAsync();
        // One binary frame of 3 MB, and its length in eight bytes.
        var frame = new byte[10 + 3_000_000];
        new Random(4).NextBytes(frame);
        (frame[0], frame[1]) = (0x82, 127);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), frame.Length - 10);
        var sending = client.SendAsync(frame);
        var received = await client.ReadAsync(frame.Length);
        await sending;
        Encoding.Latin1.GetBytes(received).AsSpan().SequenceEqual(frame).ShouldBeTrue();

        await proxy.DeleteRouteAsync("/user/a");
        (await client.ReadToEndAsync()).ShouldBe("\u0088\u0002\u0003\u00e9");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Streams.Count == 0, "closed");
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
