using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Errors;
using Hub.Domain.Routes;

namespace Hub.Tests.Domain.Routes;

public sealed class RoutespecTests
{
    [TestCase("/", "/")]
    [TestCase("", "/")]
    [TestCase("/user/ada", "/user/ada/")]
    [TestCase("/user/ada/", "/user/ada/")]
    [TestCase("/caf%c3%a9/", "/caf%C3%A9/")]
    [TestCase("/café", "/caf%C3%A9/")]
    [TestCase("/a b", "/a%20b/")]
    [TestCase("/a%2fb", "/a%2Fb/")]
    [TestCase("/%7Ea@b%40c", "/~a@b@c/")]
    [TestCase("Ada.Example.org/user/Ada", "ada.example.org/user/Ada/")]
    [TestCase("example.org", "example.org/")]
    public void A_routespec_has_one_spelling(string written, string kept) => Routespec.Parse(written).Text.ShouldBe(kept);

    [TestCase("/a%")]
    [TestCase("/a%zz")]
    [TestCase("/a%FF")]
    public void A_path_that_cannot_be_decoded_is_refused(string written) =>
        Should.Throw<InvalidInputException>(() => Routespec.Parse(written)).Message.ShouldContain(written);

    [TestCase("/", "ada", "", "/user/ada/")]
    [TestCase("/", "ada", "gpu", "/user/ada/gpu/")]
    [TestCase("/base/", "ada", "", "/base/user/ada/")]
    [TestCase("/", "a/b", "", "/user/a%2Fb/")]
    [TestCase("/", "a b%", "x+y", "/user/a%20b%25/x%2By/")]
    [TestCase("/", "ü@x~._-", "!*'()", "/user/%C3%BC@x~._-/%21%2A%27%28%29/")]
    [TestCase("/", "%2F", "", "/user/%252F/")]
    public void Names_are_encoded_once(string baseUrl, string user, string server, string expected) =>
        Routespec.ForServer(baseUrl, user, server).Text.ShouldBe(expected);

    [Test]
    public void With_host_routing_a_user_has_a_host()
    {
        Routespec.ForServer("/base/", "Ada", "gpu", "ada.Example.org").Text.ShouldBe("ada.example.org/base/user/Ada/gpu/");
        Routespec.ForService("/", "cull er").Text.ShouldBe("/services/cull%20er/");
    }

    [TestCase("/", "/")]
    [TestCase("/user/a%20b/", "/user/a b")]
    [TestCase("/user/a%2Fb/", "/user/a/b")]
    [TestCase("/user/%252F/", "/user/%2F")]
    [TestCase("/user/a%2F/", "/user/a")]
    [TestCase("h.org/user/%C3%BC/", "/h.org/user/ü")]
    public void The_table_key_is_the_decoded_path(string routespec, string key) => Routespec.Parse(routespec).ToTableKey().ShouldBe(key);

    [TestCase("/", true, "/")]
    [TestCase("/", false, "/")]
    [TestCase("/h.org/user/ü", true, "h.org/user/%C3%BC/")]
    [TestCase("/h.org", true, "h.org/")]
    [TestCase("/user/a b%", false, "/user/a%20b%25/")]
    public void A_table_key_is_read_back(string key, bool hostRouting, string routespec) =>
        Routespec.FromTableKey(key, hostRouting).Text.ShouldBe(routespec);

    [TestCase("/user/../", "/user%2F..")]
    [TestCase("/user/./x/", "/user%2F.%2Fx")]
    [TestCase("/user/...", "/user/...")]
    [TestCase("h.org/user/a/", "/h.org/user/a")]
    [TestCase("/", "/")]
    [TestCase("/user/a%2F%2F/", "/user/a")]
    [TestCase("/user/%2F/", "/user")]
    public void No_part_of_the_api_path_climbs(string routespec, string path) => Routespec.Parse(routespec).ToApiPath().ShouldBe(path);

    [TestCase("..", false)]
    [TestCase(".", false)]
    [TestCase("a/", false)]
    [TestCase("/", false)]
    [TestCase("...", true)]
    [TestCase("a/b", true)]
    [TestCase("a%2F", true)]
    public void A_name_that_no_request_can_carry_is_not_routable(string name, bool routable) =>
        Routespec.ForServer("/", name, "").Routable.ShouldBe(routable);

    [Test]
    public void Every_name_without_a_slash_survives_the_table() =>
        Prop.ForAll(RouteArbitraries.Name, RouteArbitraries.Name, (user, server) =>
        {
            var routespec = Routespec.ForServer("/base/", user, server);
            return Routespec.FromTableKey(routespec.ToTableKey(), hostRouting: false) == routespec && Routespec.Parse(routespec.Text) == routespec;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Different_names_have_different_routespecs() =>
        Prop.ForAll(RouteArbitraries.AnyName, RouteArbitraries.AnyName, (one, other) =>
            (Routespec.ForServer("/", one, "") == Routespec.ForServer("/", other, "")) == (one == other)).QuickCheckThrowOnFailure();
}
