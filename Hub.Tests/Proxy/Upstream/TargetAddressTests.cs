using Hub.Proxy.Upstream;

namespace Hub.Tests.Proxy.Upstream;

public sealed class TargetAddressTests
{
    [TestCase("http://h:1/base/", "http://h:1", "/base", "")]
    [TestCase("http://h", "http://h", "", "")]
    [TestCase("HTTPS://H:443/x?a=b", "https://h", "/x", "a=b")]
    [TestCase("http://[::1]:8888", "http://[::1]:8888", "", "")]
    [TestCase("http://user:pw@h:1/", "http://h:1", "", "")]
    [TestCase("http+unix://%2Frun%2Fx.sock/base", "unix:/run/x.sock", "/base", "")]
    [TestCase("unix+http://%2Frun%2Fx.sock", "unix:/run/x.sock", "", "")]
    public void A_target_is_taken_apart(string target, string origin, string path, string query)
    {
        var address = TargetAddress.Parse(target);
        (address.Origin, address.BasePath, address.Query).ShouldBe((origin, path, query));
    }

    [TestCase("nonsense")]
    [TestCase("ws://h:1")]
    [TestCase("http://")]
    [TestCase("http://h:0")]
    [TestCase("http://h:99999")]
    [TestCase("http://h:1/a b")]
    [TestCase("http://h:1/a\r\nX: y")]
    [TestCase("http+unix://%zz")]
    public void Nonsense_is_no_target(string target) => TargetAddress.TryParse(target).ShouldBeNull();
}
