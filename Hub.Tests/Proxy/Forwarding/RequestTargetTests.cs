using Hub.Proxy.Forwarding;

namespace Hub.Tests.Proxy.Forwarding;

public sealed class RequestTargetTests
{
    [TestCase("/", "/", "")]
    [TestCase("/user/a/x?q=1", "/user/a/x", "q=1")]
    [TestCase("/x%2Fy/%c3%BC", "/x%2Fy/%c3%BC", "")]
    [TestCase("//x//y", "//x//y", "")]
    [TestCase("/x?", "/x", "")]
    [TestCase("/x#frag?no", "/x", "")]
    [TestCase("http://other.example/x?y=1", "/x", "y=1")]
    [TestCase("http://other.example", "/", "")]
    [TestCase("http://other.example?y", "/", "y")]
    [TestCase("*", "/*", "")]
    [TestCase("/a/../b", "/b", "")]
    [TestCase("/a/%2e%2E/b", "/b", "")]
    [TestCase("/a/./b/.", "/a/b/", "")]
    [TestCase("/a/b/..", "/a/", "")]
    [TestCase("/../../x", "/x", "")]
    [TestCase("/a//../b", "/a/b", "")]
    [TestCase("/.../..x", "/.../..x", "")]
    [TestCase("/a{b}\"<>`", "/a%7Bb%7D%22%3C%3E%60", "")]
    [TestCase("/a\\b", "/a/b", "")]
    [TestCase("/a?'\"<>{}`", "/a", "%27%22%3C%3E{}`")]
    [TestCase("/a?x=/../y", "/a", "x=/../y")]
    [TestCase("/login?next=http://a/b", "/login", "next=http://a/b")]
    public void A_target_is_kept_but_for_what_a_client_should_have_escaped(string raw, string path, string query)
    {
        RequestTarget.TryParse(raw, out var target).ShouldBeTrue();
        target.Path.ToString().ShouldBe(path);
        target.Query.ToString().ShouldBe(query);
    }

    [TestCase("")]
    [TestCase("/a b")]
    [TestCase("/a\r\nX: y")]
    [TestCase("/ü")]
    public void What_no_request_line_can_carry_is_refused(string raw) => RequestTarget.TryParse(raw, out _).ShouldBeFalse();

    [TestCase("/user/a/xyz", 2, "/xyz")]
    [TestCase("/user/a%20b/xyz", 2, "/xyz")]
    [TestCase("/user%2Fa/xyz", 2, "/xyz")]
    [TestCase("/user/a", 2, "")]
    [TestCase("/user/a/", 2, "/")]
    [TestCase("//user/a//x", 2, "//x")]
    [TestCase("/user/a%2Fx", 2, "/x")]
    [TestCase("/x", 0, "/x")]
    public void A_prefix_is_cut_by_segments(string path, int segments, string expected) =>
        RoutePrefix.Strip(path, segments).ToString().ShouldBe(expected);
}
