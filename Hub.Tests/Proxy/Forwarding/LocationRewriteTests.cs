using Hub.Proxy.Forwarding;
using Hub.Proxy.Upstream;

namespace Hub.Tests.Proxy.Forwarding;

public sealed class LocationRewriteTests
{
    [TestCase("http://10.0.0.1:8888/x?y#z", "pub.example", null, "http://pub.example/x?y#z")]
    [TestCase("http://10.0.0.1:8888/x", "pub.example:8443", "https", "https://pub.example:8443/x")]
    [TestCase("https://10.0.0.1:8888/x", "", "http", "http://10.0.0.1:8888/x")]
    [TestCase("http://10.0.0.1:8888", "pub.example", null, "http://pub.example")]
    [TestCase("http://10.0.0.1/x", "pub.example", "https", "http://10.0.0.1/x")]
    [TestCase("http://elsewhere/x", "pub.example", "https", "http://elsewhere/x")]
    [TestCase("/relative", "pub.example", "https", "/relative")]
    public void Only_redirects_to_the_target_itself_change(string location, string host, string? protocol, string expected) =>
        LocationRewrite.Rewrite(location, TargetAddress.Parse("http://10.0.0.1:8888/base"), host, protocol).ShouldBe(expected);
}
