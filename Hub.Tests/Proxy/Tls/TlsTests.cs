using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Hub.Proxy;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Tls;

public sealed class TlsTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void Create() => _certificates = new TestCertificates();

    [TearDown]
    public void Remove() => _certificates.Dispose();

    [TestCase("1.1", "h1")]
    [TestCase("2.0", "h2")]
    public async Task The_public_side_speaks_both_versions_under_TLS(string version, string _)
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = RawBackend.Echoing(head =>
        {
            seen.TrySetResult(head);
            return RawBackend.Ok("ok");
        });
        await using var proxy = await RunningProxy.StartAsync(backend, UsePublic);
        using var client = Client(proxy, "pub.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("ok");
        (await seen.Task).ShouldContain("X-Forwarded-Proto: https\r\n");
        (await seen.Task).ShouldContain("X-Forwarded-Port: 443\r\n");
    }

    [Test]
    public async Task Parameters_for_Diffie_Hellman_are_refused_aloud_and_ECDHE_is_spoken()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.SslDhparam = "dh.pem");
        proxy.Log.Lines.ShouldContain(l => l.Contains("warn: --ssl-dhparam has no effect"));
    }

    [Test]
    public async Task A_renewed_certificate_is_taken_up_while_connections_stand()
    {
        var files = _certificates.Issue("pub", "pub.example");
        await using var proxy = await RunningProxy.StartAsync(o => (o.Ssl.Cert, o.Ssl.Key) = (files.Cert, files.Key));
        var before = await SerialAsync(proxy.Host.PublicEndPoint!);
        using var standing = Client(proxy, "pub.example");
        await standing.GetStringAsync("/_chp_healthz");
        _certificates.Issue("pub", "pub.example");
        File.SetLastWriteTimeUtc(files.Cert, DateTime.UtcNow.AddSeconds(5));
        await Eventually.IsTrueAsync(async () => await SerialAsync(proxy.Host.PublicEndPoint!) != before, "the new certificate is shown");
        (await standing.GetStringAsync("/_chp_healthz")).ShouldContain("OK");
    }

    [Test]
    public async Task The_APIs_certificate_is_renewed_too_without_a_signal()
    {
        var files = _certificates.Issue("api", "127.0.0.1");
        await using var proxy = await RunningProxy.StartAsync(o => (o.ApiSsl.Cert, o.ApiSsl.Key) = (files.Cert, files.Key));
        var before = await SerialAsync(proxy.Host.ApiEndPoint!);
        _certificates.Issue("api", "127.0.0.1");
        File.SetLastWriteTimeUtc(files.Cert, DateTime.UtcNow.AddSeconds(5));
        await Eventually.IsTrueAsync(async () => await SerialAsync(proxy.Host.ApiEndPoint!) != before, "the new certificate is shown");
    }

    [Test]
    public async Task What_is_shown_to_backends_and_whom_to_trust_are_renewed_too_without_a_signal()
    {
        using var renewed = new TestCertificates();
        using var certificate = renewed.Load(renewed.Issue("backend", "127.0.0.1"));
        await using var backend = new TlsBackend(certificate, askForCertificate: true);
        var own = _certificates.Issue("proxy-client", "proxy");
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            o.DefaultTarget = $"https://127.0.0.1:{backend.Port}";
            (o.ClientSsl.Cert, o.ClientSsl.Key, o.ClientSsl.Ca) = (own.Cert, own.Key, _certificates.Authority);
        });
        (await BodyAsync()).ShouldContain("503:");
        File.Copy(renewed.Authority, _certificates.Authority, overwrite: true);
        var next = _certificates.Issue("next-client", "proxy");
        File.Copy(next.Cert, own.Cert, overwrite: true);
        File.Copy(next.Key, own.Key, overwrite: true);
        foreach (var file in new[] { own.Cert, own.Key, _certificates.Authority }) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        await Eventually.IsTrueAsync(async () => await BodyAsync() == "CN=next-client", "the backend is trusted and sees the new certificate");

        async Task<string> BodyAsync() => (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body;
    }

    [Test]
    public async Task Plain_HTTP_on_a_TLS_port_is_closed()
    {
        await using var proxy = await RunningProxy.StartAsync(UsePublic);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadToEndAsync()).ShouldNotContain("OK");
    }

    [Test]
    public async Task Clients_without_a_valid_certificate_are_rejected_if_one_is_asked_for()
    {
        var api = _certificates.Issue("api", "127.0.0.1");
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            (o.ApiSsl.Cert, o.ApiSsl.Key, o.ApiSsl.Ca, o.ApiSsl.RequestCert) = (api.Cert, api.Key, _certificates.Authority, true);
        });
        using var other = new TestCertificates();
        using var trusted = _certificates.Load(_certificates.Issue("hub", "hub"));
        using var foreign = other.Load(other.Issue("hub", "hub"));
        (await StatusAsync(trusted)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(foreign)).ShouldBeNull();
        (await StatusAsync(null)).ShouldBeNull();

        async Task<HttpStatusCode?> StatusAsync(X509Certificate2? shown)
        {
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
            if (shown is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
            using var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{proxy.Host.ApiEndPoint!.Port}") };
            try
            {
                return (await client.GetAsync("/healthz")).StatusCode;
            }
            catch (HttpRequestException)
            {
                // The handshake was refused.
                return null;
            }
        }
    }

    [TestCase("127.0.0.1", false, 200)]
    [TestCase("other.example", false, 503)]
    [TestCase("pub.example", false, 503)]
    [TestCase("other.example", true, 200)]
    public async Task A_backends_certificate_has_to_name_the_target_whatever_the_client_says(string name, bool insecure, int status)
    {
        using var certificate = _certificates.Load(_certificates.Issue("backend", name));
        await using var backend = new TlsBackend(certificate);
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            o.DefaultTarget = $"https://127.0.0.1:{backend.Port}";
            o.ClientSsl.Ca = _certificates.Authority;
            o.Insecure = insecure;
        });
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: pub.example\r\n\r\n")).Head.ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Test]
    public async Task An_unknown_authority_is_refused_unless_told_to_be_insecure()
    {
        using var certificate = _certificates.Load(_certificates.Issue("backend", "127.0.0.1"));
        await using var backend = new TlsBackend(certificate);
        foreach (var insecure in new[] { false, true })
        {
            await using var proxy = await RunningProxy.StartAsync(o => (o.DefaultTarget, o.Insecure) = ($"https://127.0.0.1:{backend.Port}", insecure));
            var (head, _) = await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            head.ShouldStartWith(insecure ? "HTTP/1.1 200 " : "HTTP/1.1 503 ");
        }
    }

    [Test]
    public async Task The_proxy_shows_its_own_certificate_to_backends()
    {
        using var certificate = _certificates.Load(_certificates.Issue("backend", "127.0.0.1"));
        await using var backend = new TlsBackend(certificate, askForCertificate: true);
        var own = _certificates.Issue("proxy-client", "proxy");
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            o.DefaultTarget = $"https://127.0.0.1:{backend.Port}";
            (o.ClientSsl.Cert, o.ClientSsl.Key, o.ClientSsl.Ca) = (own.Cert, own.Key, _certificates.Authority);
        });
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("CN=proxy-client");
    }

    [TestCase("ECDHE-RSA-AES128-GCM-SHA256:!RC4", true)]
    [TestCase("HIGH:!aNULL", true)]
    [TestCase("NO-SUCH-CIPHER", false)]
    public void A_cipher_list_is_read_in_OpenSSLs_words(string list, bool usable)
    {
        if (usable) Hub.Proxy.Tls.CipherList.Parse(list, Hub.Proxy.Logging.ProxyLog.Silent).AllowedCipherSuites.ShouldNotBeEmpty();
        else Should.Throw<FormatException>(() => Hub.Proxy.Tls.CipherList.Parse(list, Hub.Proxy.Logging.ProxyLog.Silent));
    }

    private void UsePublic(ProxyOptions options)
    {
        var files = _certificates.Issue("pub", "pub.example");
        (options.Ssl.Cert, options.Ssl.Key) = (files.Cert, files.Key);
    }

    private HttpClient Client(RunningProxy proxy, string host)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(proxy.Host.PublicEndPoint!, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_certificates.Authority);
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{host}") };
    }

    private static async Task<string> SerialAsync(IPEndPoint to)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(to);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("pub.example");
        return tls.RemoteCertificate!.GetSerialNumberString();
    }
}
