using System.Net;
using Hub.Proxy;
using Hub.Proxy.Listening;
using Hub.Tests.Proxy.Support;
using FreePort = Hub.Tests.Support.FreePort;

namespace Hub.Tests.Proxy.Tls;

/// <summary>Whoever comes over plain HTTP is sent to the HTTPS port.</summary>
public sealed class RedirectTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void Create() => _certificates = new TestCertificates();

    [TearDown]
    public void Remove() => _certificates.Dispose();

    [TestCase("pub.example", "https://pub.example:{port}/x?y")]
    [TestCase("pub.example:80", "https://pub.example:{port}/x?y")]
    [TestCase("[::1]:80", "https://[::1]:{port}/x?y")]
    public async Task Plain_requests_are_redirected(string host, string location)
    {
        await using var proxy = await StartAsync(o => o.RedirectPort = 0);
        using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, proxy.Host.RedirectEndPoint!.Port));
        await connection.SendAsync($"POST /x?y HTTP/1.1\r\nHost: {host}\r\n\r\n");
        var head = await connection.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 301 ");
        head.ShouldContain($"Location: {location.Replace("{port}", $"{proxy.Host.PublicEndPoint!.Port}")}\r\n");
    }

    [TestCase("GET", "/", "/")]
    [TestCase("HEAD", "/x%2Fy//z?a=%20", "/x%2Fy//z?a=%20")]
    [TestCase("DELETE", "http://pub.example:81/x?y", "/x?y")]
    public async Task Any_port_and_method_will_do_and_the_target_stays_as_it_is(string method, string target, string path)
    {
        var port = FreePort.Next();
        await using var proxy = await StartAsync(o => o.RedirectPort = port);
        using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, port));
        await connection.SendAsync($"{method} {target} HTTP/1.1\r\nHost: pub.example:81\r\n\r\n");
        (await connection.ReadHeadAsync()).ShouldContain($"Location: https://pub.example:{proxy.Host.PublicEndPoint!.Port}{path}\r\n");
        proxy.Log.Lines.ShouldContain(l => l.EndsWith($"Added HTTP to HTTPS redirection from {port} to {proxy.Host.PublicEndPoint!.Port}"));
    }

    [Test]
    public async Task A_redirect_needs_to_know_the_host_and_may_name_another_port()
    {
        await using var proxy = await StartAsync(o => (o.RedirectPort, o.RedirectTo) = (0, "443"));
        var to = new IPEndPoint(IPAddress.Loopback, proxy.Host.RedirectEndPoint!.Port);
        using var old = await RawConnection.OpenAsync(to);
        await old.SendAsync("GET /x HTTP/1.0\r\n\r\n");
        (await old.ReadToEndAsync()).ShouldMatch("^HTTP/1.1 400 [^\\0]*HTTPS only, on port 443");
        using var connection = await RawConnection.OpenAsync(to);
        await connection.SendAsync("GET /x HTTP/1.1\r\nHost: pub.example\r\n\r\n");
        (await connection.ReadHeadAsync()).ShouldContain("Location: https://pub.example:443/x\r\n");
    }

    [Test]
    public async Task There_are_none_to_a_unix_socket_which_the_log_says()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        await using var proxy = await StartAsync(o => (o.RedirectPort, o.Socket) = (0, socket));
        proxy.Host.RedirectEndPoint.ShouldBeNull();
        proxy.Log.Lines.ShouldContain(l => l.Contains("warn: --redirect-port has no effect"));
    }

    [TestCase(80, false)]
    [TestCase(443, true)]
    [TestCase(8000, true)]
    public void There_are_none_to_the_port_of_plain_HTTP(int port, bool expected) =>
        RedirectApplication.IsFor(new IPEndPoint(IPAddress.Any, port)).ShouldBe(expected);

    [TestCase("a", "a")]
    [TestCase("a:80", "a")]
    [TestCase("[::1]", "[::1]")]
    [TestCase("[::1]:80", "[::1]")]
    public void A_host_loses_its_port(string host, string expected) => RedirectApplication.HostWithoutPort(host).ShouldBe(expected);

    private Task<RunningProxy> StartAsync(Action<ProxyOptions> change)
    {
        var files = _certificates.Issue("pub", "pub.example");
        return RunningProxy.StartAsync(o =>
        {
            (o.Ssl.Cert, o.Ssl.Key) = (files.Cert, files.Key);
            change(o);
        });
    }
}
