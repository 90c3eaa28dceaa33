using System.Net;
using Hub.Proxy.Listening;
using Hub.Tests.Proxy.Support;
using FreePort = Hub.Tests.Support.FreePort;

namespace Hub.Tests.Proxy.Cli;

/// <summary>Where the servers listen if little is said.</summary>
public sealed class ListenAddressTests
{
    [Test]
    public void The_API_is_beside_the_public_port_or_at_8001_if_there_is_none()
    {
        ListenAddress.PortBeside(new IPEndPoint(IPAddress.Any, 8000)).ShouldBe(8001);
        ListenAddress.PortBeside(null).ShouldBe(8001);
        Should.Throw<ListenException>(() => ListenAddress.PortBeside(new IPEndPoint(IPAddress.Any, 65535))).Message.ShouldStartWith("--api-port is needed");
    }

    [Test]
    public async Task The_API_is_found_beside_the_public_port()
    {
        // The one behind it is given to nobody else either.
        var port = FreePort.Next();
        while (FreePort.Next() is var next && next != port + 1) port = next;
        await using var proxy = await RunningProxy.StartAsync(o => (o.Port, o.ApiPort) = (port, null));
        proxy.Host.ApiEndPoint!.Port.ShouldBe(port + 1);
    }

    [TestCase("")]
    [TestCase("*")]
    [TestCase("0.0.0.0")]
    [TestCase("localhost")]
    public async Task Names_and_all_interfaces_are_understood(string ip)
    {
        await using var proxy = await RunningProxy.StartAsync(o => (o.Ip, o.Port) = (ip, FreePort.Next()));
        using var client = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, proxy.Host.PublicEndPoint!.Port));
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadResponseAsync()).Body.ShouldBe("""{"status":"OK"}""");
        proxy.Log.Lines.Any(l => l.Contains("warn: Interpreting ip='*' as all interfaces")).ShouldBe(ip == "*");
    }
}
