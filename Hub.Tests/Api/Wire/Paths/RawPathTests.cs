using Hub.Api.Wire.Paths;

namespace Hub.Tests.Api.Wire.Paths;

public sealed class RawPathTests
{
    [TestCase("/hub/api/users?limit=1", "/hub/api/users")]
    [TestCase("/a%2Fb", "/a%2Fb")]
    [TestCase("/a/../b", "/a/../b")]
    [TestCase("//a//b/", "//a//b/")]
    [TestCase("/a?b=http://c/d", "/a")]
    [TestCase("http://other:81/a%2Fb?x", "/a%2Fb")]
    [TestCase("http://other", "/")]
    [TestCase("http://other?x=/y", "/")]
    [TestCase("*", null)]
    [TestCase("other:443", null)]
    [TestCase("", null)]
    public void A_target_is_cut_down_to_its_path(string target, string? path) => RawPath.Of(target).ShouldBe(path);

    [TestCase("/hub/api/users", "/hub/api/users")]
    [TestCase("/api/users", "/hub/api/users")]
    [TestCase("/api", "/hub/api")]
    [TestCase("/hub/api/", "/hub/api")]
    [TestCase("/api/", "/hub/api")]
    [TestCase("/apis/users", "/apis/users")]
    [TestCase("/hub/home/", "/hub/home/")]
    [TestCase("/user/u//x/", "/user/u//x/")]
    [TestCase("/hub/api/users/", "/hub/api/users/\u0001")]
    [TestCase("/api/users/u/servers//progress", "/hub/api/users/u/servers/\u0001/progress")]
    public void Empty_segments_of_API_paths_become_visible(string path, string routed) => RawPath.ForRouting(path).ShouldBe(routed);
}
