using System.Net;
using Hub.Api.Wire;
using Hub.Api.Wire.Headers;
using Microsoft.AspNetCore.Http;

namespace Hub.Tests.Api.Wire.Headers;

public sealed class ForwardedTests
{
    [TestCase("127.0.0.1", "X-Forwarded-Proto: https", "https://hub from 127.0.0.1")]
    [TestCase("::1", "X-Forwarded-Proto: HTTPS , http", "https://hub from ::1")]
    [TestCase("::ffff:10.1.2.3", "X-Forwarded-Proto: https", "https://hub from ::ffff:10.1.2.3")]
    [TestCase("10.1.2.3", "X-Forwarded-Proto: https,http", "https://hub from 10.1.2.3")]
    [TestCase("10.2.2.3", "X-Forwarded-Proto: https", "http://hub from 10.2.2.3")]
    [TestCase("127.0.0.1", "X-Scheme: https", "https://hub from 127.0.0.1")]
    [TestCase("127.0.0.1", "X-Forwarded-Proto: gopher", "http://hub from 127.0.0.1")]
    [TestCase("127.0.0.1", "X-Forwarded-Host: out.example:8443, in", "http://out.example:8443 from 127.0.0.1")]
    [TestCase("127.0.0.1", "X-Forwarded-Host: out/evil", "http://hub from 127.0.0.1")]
    [TestCase("10.2.2.3", "X-Forwarded-Host: out.example", "http://hub from 10.2.2.3")]
    [TestCase("127.0.0.1", "X-Forwarded-For: 1.2.3.4", "http://hub from 1.2.3.4")]
    [TestCase("127.0.0.1", "X-Forwarded-For: 9.9.9.9, 1.2.3.4, 10.1.0.1", "http://hub from 1.2.3.4")]
    [TestCase("127.0.0.1", "X-Forwarded-For: junk, 10.1.0.1", "http://hub from 10.1.0.1")]
    [TestCase("10.2.2.3", "X-Forwarded-For: 1.2.3.4", "http://hub from 10.2.2.3")]
    public async Task Only_our_own_proxies_are_believed(string peer, string header, string seen)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("hub");
        var parts = header.Split(": ");
        context.Request.Headers[parts[0]] = parts[1];
        var options = new WireOptions { TrustedProxies = [IPNetwork.Parse("10.1.0.0/16")] };

        await new ForwardedMiddleware(_ => Task.CompletedTask, options).InvokeAsync(context);

        $"{context.Request.Scheme}://{context.Request.Host} from {context.Connection.RemoteIpAddress}".ShouldBe(seen);
    }
}
