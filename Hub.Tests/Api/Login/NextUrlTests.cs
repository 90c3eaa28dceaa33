using Hub.Api.Login;

namespace Hub.Tests.Api.Login;

public sealed class NextUrlTests
{
    private static readonly NextUrl Own = new("https", "hub.example");

    [TestCase("/", "/")]
    [TestCase("/hub/home", "/hub/home")]
    [TestCase("/user/ada/lab?a=1&b=%2F#cell", "/user/ada/lab?a=1&b=%2F#cell")]
    [TestCase("  /hub/home ", "/hub/home")]
    [TestCase("https://hub.example/hub/home?x=1", "/hub/home?x=1")]
    [TestCase("HTTPS://HUB.example/hub/home", "/hub/home")]
    [TestCase("https://hub.example", "/")]
    [TestCase("//hub.example/hub/home", "/hub/home")]
    [TestCase("///hub.example/hub/home", "/hub/home")]
    [TestCase("https://hub.example?x=1", "/?x=1")]
    [TestCase("/hub/a\\b", "/hub/a%5Cb")]
    [TestCase("/hub/\u00e9 x", "/hub/%C3%A9%20x")]
    [TestCase("/hub/home\"><img>", "/hub/home\"><img>")]
    public void A_place_on_the_own_host_becomes_a_path(string next, string place) => Own.Reduce(next).ShouldBe(place);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("hub/home")]
    [TestCase("//other.example/")]
    [TestCase("///other.example/")]
    [TestCase("////other.example/")]
    [TestCase("https://other.example/")]
    [TestCase("https:///other.example/")]
    [TestCase("https:/other.example/")]
    [TestCase("https:other.example")]
    [TestCase("http://hub.example/")]
    [TestCase("https://hub.example.other.example/")]
    [TestCase("https://hub.example@other.example/")]
    [TestCase("https://hub.example:444/")]
    [TestCase("https://hub.example\\@other.example/")]
    [TestCase("\\\\other.example/")]
    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/html,x")]
    [TestCase("/\t/other.example/")]
    [TestCase("/\n/other.example/")]
    [TestCase("\r\n/hub/home\r\nSet-Cookie: a=b")]
    [TestCase("?next=/hub/home")]
    public void Anything_else_is_as_if_nothing_had_been_named(string? next) => Own.Reduce(next).ShouldBeEmpty();

    [TestCase("https://hub.example//other.example/", "/other.example/")]
    [TestCase("https://hub.example////other.example/", "/other.example/")]
    [TestCase("//hub.example//other.example/", "/other.example/")]
    [TestCase("https://hub.example/\\other.example/", "/%5Cother.example/")]
    [TestCase("/\\other.example/", "/%5Cother.example/")]
    public void What_follows_the_own_host_never_becomes_a_host(string next, string place) => Own.Reduce(next).ShouldBe(place);

    [TestCase("https://ada.hub.example/user/ada/lab", "/user/ada/lab")]
    [TestCase("//ada.hub.example/user/ada/lab", "/user/ada/lab")]
    [TestCase("https://evilhub.example/", "")]
    [TestCase("https://x@hub.example/", "")]
    public void Hosts_of_users_count_as_own(string next, string place) =>
        new NextUrl("https", "hub.example", "hub.example").Reduce(next).ShouldBe(place);
}
