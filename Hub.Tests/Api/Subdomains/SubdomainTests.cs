using Hub.Domain.Configuration;
using Hub.Domain.OAuth;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Hub.Tests.Support;
using Hub.Tests.Support.Spawners;

namespace Hub.Tests.Api.Subdomains;

/// <summary>A hub whose users have hosts of their own.</summary>
public sealed class SubdomainTests : ApiFixture
{
    private const string Hub = "http://hub.example.org:8000";
    private const string Ada = "http://ada.hub.example.org:8000";

    private TinySpawner spawner = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        await UsersAsync("ada", "ü_x-0299");
        (await Admin.PostAsync("users/ada/server")).ShouldBe(201);
    }

    [Test]
    public async Task The_urls_of_a_server_are_on_its_owners_host()
    {
        var user = (await Admin.GetAsync("users/ada")).Json;
        user.Value<string>("server").ShouldBe($"{Ada}/user/ada/");
        var server = user["servers"]![""]!;
        server.Value<string>("url").ShouldBe($"{Ada}/user/ada/");
        server.Value<string>("full_url").ShouldBe($"{Ada}/user/ada/");
        server.Value<string>("progress_url").ShouldBe("/hub/api/users/ada/server/progress");
        server.Value<string>("full_progress_url").ShouldBe($"{Hub}/hub/api/users/ada/server/progress");
        (await Admin.GetAsync($"users/{Uri.EscapeDataString("ü_x-0299")}/server")).Json.Value<string>("url")
            .ShouldBe("http://u-x0299--fb92f2297773d98118ff.hub.example.org:8000/user/%C3%BC_x-0299/");
    }

    [Test]
    public async Task Routes_begin_with_the_host_without_its_port()
    {
        await Admin.PostAsync("proxy");
        var routes = (await Admin.GetAsync("proxy")).Json;
        routes["ada.hub.example.org/user/ada/"]!["data"]!.Value<string>("user").ShouldBe("ada");
        routes["grader--service.hub.example.org/services/grader/"]!["data"]!.Value<string>("service").ShouldBe("grader");
        routes["/"]!["data"]!.Value<bool>("hub").ShouldBeTrue();
    }

    [Test]
    public async Task A_route_by_hand_may_have_a_host()
    {
        (await Admin.PostAsync("proxy", """{"path": "tools.hub.example.org/x", "target": "http://127.0.0.1:7"}""")).ShouldBe(200);
        (await Admin.GetAsync("proxy")).Json["tools.hub.example.org/x/"].ShouldNotBeNull();
        (await Admin.DeleteAsync("proxy/tools.hub.example.org/x")).ShouldBe(204);
    }

    [Test]
    public void A_server_is_told_of_the_hubs_host_and_its_own()
    {
        var variables = spawner.Requests[0].Environment.VariablesAt("127.0.0.1", 1);
        variables["JUPYTERHUB_HOST"].ShouldBe(Hub);
        variables["JUPYTERHUB_OAUTH_CALLBACK_URL"].ShouldBe($"{Ada}/user/ada/oauth_callback");
        variables["JUPYTERHUB_PUBLIC_URL"].ShouldBe($"{Ada}/user/ada/");
        variables["JUPYTERHUB_PUBLIC_HUB_URL"].ShouldBe($"{Hub}/hub/");
        variables["JUPYTERHUB_SERVICE_PREFIX"].ShouldBe("/user/ada/");
    }

    [Test]
    public async Task OAuth_comes_back_to_the_owners_host()
    {
        var clients = App.Get<IOAuthStore>();
        (await clients.FindClientAsync("jupyterhub-user-ada", default))!.RedirectUri.ShouldBe($"{Ada}/user/ada/oauth_callback");
        (await clients.FindClientAsync("service-grader", default))!.RedirectUri
            .ShouldBe("http://grader--service.hub.example.org:8000/services/grader/oauth_callback");
    }

    [TestCase("/user/ada/lab?x=1", 302, Hub + "/hub/user/ada/lab?x=1")]
    [TestCase("/", 302, Hub + "/hub/")]
    [TestCase("/user/ada", 301, "/user/ada/")]
    public async Task What_no_route_takes_is_led_to_the_hubs_own_host(string path, int status, string place)
    {
        var answer = await Nobody.GetAsync(path, ("Host", "ada.hub.example.org:8000"));
        answer.Status.ShouldBe(status);
        answer.Headers["Location"].ShouldBe(place);
    }

    [Test]
    public async Task The_session_is_for_all_hosts_and_the_login_for_the_hubs_alone()
    {
        using var browser = new PageClient(App.Port);
        using var page = await browser.GetAsync("/hub/login", ("Host", "hub.example.org:8000"));
        var xsrf = await PageClient.XsrfOf(page);
        using var answer = await browser.SendAsync(
            HttpMethod.Post, "/hub/login", PageClient.Form(("_xsrf", xsrf), ("username", "ada"), ("password", "password")),
            ("Host", "hub.example.org:8000"), ("Cookie", string.Join("; ", CookiesOf(page))));
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Single(cookie => cookie.StartsWith("jupyterhub-session-id=", StringComparison.Ordinal)).ShouldContain("domain=hub.example.org");
        cookies.Single(cookie => cookie.StartsWith("jupyterhub-hub-login=", StringComparison.Ordinal)).ShouldNotContain("domain=");
        answer.Place().ShouldBe($"{Ada}/user/ada/");
    }

    protected override HubConfiguration Configured(HubConfiguration basis) => basis with
    {
        Urls = new HubUrlOptions { SubdomainHost = Hub },
        Servers = new ServerOptions { AllowNamedServers = true },
        Services = basis.Services with
        {
            Services = [.. basis.Services.Services, new ServiceDefinition { Name = "grader", Url = "http://127.0.0.1:9", ApiToken = "grader-secret-token" }],
        },
    };

    protected override TinySpawner SpawnerOn(TinyServers machine) => spawner = base.SpawnerOn(machine);

    private static IEnumerable<string> CookiesOf(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]);
}
