using Hub.Domain.Routes;

namespace Hub.Tests.Domain.Routes;

public sealed class WantedRoutesTests
{
    [TestCase("/", false, null, "/")]
    [TestCase("/base/", false, null, "/base/")]
    [TestCase("/base/", true, null, "/")]
    [TestCase("/base/", false, "/base/hub/api", "/base/hub/api/")]
    public void The_hub_has_the_route_of_its_prefix(string baseUrl, bool hostRouting, string? routespec, string expected)
    {
        var route = new HubRoute("http://127.0.0.1:8081/base/hub/", baseUrl, hostRouting, routespec).ToRoute();
        route.ShouldBe(new Route(Routespec.Parse(expected), "http://127.0.0.1:8081", RouteData.ForHub));
    }

    [Test]
    public void Servers_services_and_extra_routes_follow_the_hub()
    {
        var wanted = WantedRoutes.Build(
            new HubRoute("http://hub:8081", "/base/"),
            [new ServerRoute("ada", "", "http://10.0.0.1:8888"), new ServerRoute("ada", "gpu", "https://10.0.0.2/x")],
            [new ServiceRoute("docs", "http://docs:80/services/docs/")],
            [new ExtraRoute { Routespec = "/status", Target = "http://status/page" }]);
        wanted.Routes.Select(route => $"{route.Routespec} {route.Target} {route.Data.ToJson().ToJsonString()}").ShouldBe([
            """/base/ http://hub:8081 {"hub":true}""",
            """/base/user/ada/ http://10.0.0.1:8888 {"user":"ada","server_name":""}""",
            """/base/user/ada/gpu/ https://10.0.0.2 {"user":"ada","server_name":"gpu"}""",
            """/base/services/docs/ http://docs:80 {"service":"docs"}""",
            """/status/ http://status/page {"extra":true}""",
        ]);
        wanted.Undecided.ShouldBeEmpty();
    }

    [Test]
    public void A_unix_socket_is_a_target_without_its_path() =>
        new ServerRoute("ada", "", "http+unix://%2Frun%2Fada.sock/user/ada").ToRoute("/")!.Target.ShouldBe("http+unix://%2Frun%2Fada.sock");

    [Test]
    public void A_server_in_transition_is_undecided() =>
        WantedRoutes.Build(new HubRoute("http://hub:8081"), [new ServerRoute("ada", "", null)], [], [])
            .Undecided.ShouldBe([Routespec.Parse("/user/ada/")]);

    [Test]
    public void An_extra_route_cannot_take_a_users_place() =>
        WantedRoutes.Build(
                new HubRoute("http://hub:8081"), [new ServerRoute("ada", "", "http://10.0.0.1:1")], [],
                [new ExtraRoute { Routespec = "/user/ada/", Target = "http://evil:1" }])
            .Routes.ShouldNotContain(route => route.Target == "http://evil:1");
}
