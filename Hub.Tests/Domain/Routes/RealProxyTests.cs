using System.Net.Http.Json;
using Hub.Domain.Errors;
using Hub.Domain.Routes;
using Hub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Domain.Routes;

/// <summary>The client against configurable-http-proxy itself.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class RealProxyTests(bool hostRouting)
{
    private static readonly string[] OddNames =
        ["ada", "a b", "a+b", "100%", "%2F", "%25", "ü", "日本", "😀", "a@b~c", "?x=1", "#", "a\\b", "a:b", "!*'()", "__proto__", "Ada", "a%20b"];

    private RealProxy _peer = null!;
    private ConfigurableProxy _proxy = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _peer = await RealProxy.StartAsync(hostRouting ? ["--host-routing"] : []);
        _proxy = Client(RealProxy.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _proxy?.Dispose();
        if (_peer is not null)
            await _peer.DisposeAsync();
    }

    [TearDown]
    public Task EmptyAsync() => _proxy.SyncAsync(Wanted(), CancellationToken.None);

    [Test]
    public async Task Odd_names_come_back_as_they_went()
    {
        var wanted = Wanted([.. OddNames.Select(name => ServerRoute(name, "")), .. OddNames.Select(name => ServerRoute("eve", name))]);
        (await _proxy.SyncAsync(wanted, default)).ToAdd.Count.ShouldBe(wanted.Routes.Count);
        Names(await _proxy.GetAllAsync(default)).ShouldBe(Names(wanted.Routes));
        (await _proxy.SyncAsync(wanted, default)).Count.ShouldBe(0);
        foreach (var route in wanted.Routes)
            await _proxy.DeleteAsync(route.Routespec, default);
        (await _proxy.GetAllAsync(default)).ShouldBeEmpty();
    }

    [TestCase("a/b")]
    [TestCase("/b")]
    [TestCase("../x")]
    [TestCase("a//b")]
    public async Task A_name_with_a_slash_comes_back_as_it_went(string name)
    {
        var other = ServerRoute("other", "");
        await _proxy.SyncAsync(Wanted(other, ServerRoute(name, "")), default);
        Names(await _proxy.GetAllAsync(default)).ShouldBe(Names([other, ServerRoute(name, "")]));
        await _proxy.SyncAsync(Wanted(other), default);
        Names(await _proxy.GetAllAsync(default)).ShouldBe(Names([other]));
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("x/")]
    public async Task A_name_that_no_request_can_carry_is_refused_and_hits_no_other_route(string name)
    {
        var others = Wanted(ServerRoute("x", ""), new Route(Routespec.Root, "http://127.0.0.1:1", RouteData.ForHub));
        await _proxy.SyncAsync(others, default);
        var route = ServerRoute("x", name == "x/" ? "/" : name);
        (await Should.ThrowAsync<InvalidInputException>(() => _proxy.AddAsync(route.Routespec, route.Target, route.Data, default)))
            .Message.ShouldContain(route.Routespec.Text);
        Names(await _proxy.GetAllAsync(default)).ShouldBe(Names(others.Routes));
    }

    [TestCase("/user%2F..%2Fx")]
    [TestCase("/user%2Fx%2F%2F")]
    public async Task A_strange_route_of_an_earlier_hub_can_be_removed(string path)
    {
        using var http = new HttpClient { BaseAddress = _peer.ApiUrl };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"token {RealProxy.Token}");
        (await http.PostAsJsonAsync("/api/routes/host.example" + path, new { target = "http://127.0.0.1:9", jupyterhub = true })).EnsureSuccessStatusCode();
        (await _proxy.SyncAsync(Wanted(), default)).ToDelete.Count.ShouldBe(1);
        (await _proxy.GetAllAsync(default)).ShouldBeEmpty();
    }

    [Test]
    public async Task Whose_a_route_is_and_its_activity_come_back()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        Route[] routes =
        [
            new(Routespec.Root, "http://127.0.0.1:1", RouteData.ForHub), ServerRoute("ada", "gpu"),
            new(Spec("/services/docs"), "http://127.0.0.1:3/x", RouteData.ForService("docs")),
            new(Spec("/more"), "http+unix://%2Frun%2Fx.sock/y", RouteData.ForExtra),
        ];
        await _proxy.ReplaceAllAsync(Wanted(routes), default);
        var found = await _proxy.GetAllAsync(default);
        found.Select(route => route with { LastActivity = null }).ShouldBe(routes, ignoreOrder: true);
        found.ShouldAllBe(route => route.LastActivity > before && route.LastActivity < before.AddMinutes(1));
    }

    [Test]
    public async Task A_route_can_be_moved_and_deleted_twice()
    {
        var route = ServerRoute("ada", "");
        await _proxy.AddAsync(route.Routespec, "http://127.0.0.1:1", route.Data, default);
        await _proxy.AddAsync(route.Routespec, "http://127.0.0.1:2", route.Data, default);
        (await _proxy.GetAllAsync(default)).ShouldHaveSingleItem().Target.ShouldBe("http://127.0.0.1:2");
        await _proxy.DeleteAsync(route.Routespec, default);
        await _proxy.DeleteAsync(route.Routespec, default);
    }

    [Test]
    public async Task A_route_that_somebody_else_put_there_is_left_alone()
    {
        using var http = new HttpClient { BaseAddress = _peer.ApiUrl };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"token {RealProxy.Token}");
        (await http.PostAsJsonAsync("/api/routes/by-hand", new { target = "http://127.0.0.1:9" })).EnsureSuccessStatusCode();
        await _proxy.ReplaceAllAsync(Wanted(ServerRoute("ada", "")), default);
        await _proxy.SyncAsync(Wanted(), default);
        (await http.GetStringAsync("/api/routes")).ShouldContain("/by-hand");
        await http.DeleteAsync("/api/routes/by-hand");
    }

    [Test]
    public async Task A_wrong_token_names_the_key_to_set()
    {
        using var stranger = Client("another-token");
        var error = await Should.ThrowAsync<ProxyException>(() => stranger.GetAllAsync(default));
        error.Message.ShouldContain("ConfigurableHTTPProxy.auth_token");
        error.Message.ShouldNotContain("another-token");
        stranger.Endpoint = stranger.Endpoint with { AuthToken = RealProxy.Token };
        (await stranger.GetAllAsync(default)).ShouldBeEmpty();
    }

    private ConfigurableProxy Client(string token) => new(
        new ConfigurableProxySettings(new ProxyEndpoint(_peer.ApiUrl, token)) { HostRouting = hostRouting },
        TimeProvider.System, NullLogger<ConfigurableProxy>.Instance);

    private Routespec Spec(string path) => Routespec.Parse((hostRouting ? "host.example" : "") + path);

    private Route ServerRoute(string user, string server) => new(
        Routespec.ForServer("/", user, server, hostRouting ? "host.example" : null), "http://127.0.0.1:2", RouteData.ForServer(user, server));

    private static WantedRoutes Wanted(params Route[] routes) => new(routes, new HashSet<Routespec>());

    private static IEnumerable<string> Names(IEnumerable<Route> routes) =>
        routes.Select(route => $"{route.Routespec} {route.Data.User} {route.Data.ServerName}").Order(StringComparer.Ordinal);
}
