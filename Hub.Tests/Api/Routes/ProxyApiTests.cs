using Hub.Domain.Routes;
using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Routes;

public sealed class ProxyApiTests : ApiFixture
{
    [Test]
    public async Task Routes_are_listed_by_path_and_mended_on_request()
    {
        await UsersAsync("router");
        await Admin.PostAsync("users/router/server");
        Proxy.Forget();
        (await Admin.GetAsync("proxy")).ShouldBe(200, "{}");
        (await Admin.PostAsync("proxy")).ShouldBe(200);
        var routes = (await Admin.GetAsync("proxy")).Json;
        JsonShape.Compare(routes["/user/router/"]!, JsonShape.Parse(
            """{"routespec": "/user/router/", "target": "<any>", "data": {"user": "router", "server_name": ""}}"""));
        routes["/"]!["data"]!.Value<bool>("hub").ShouldBeTrue();
        await Proxy.AddAsync(Routespec.Parse("/user/stale/"), "http://127.0.0.1:9", RouteData.ForServer("stale", ""), CancellationToken.None);
        (await Admin.PostAsync("proxy")).ShouldBe(200);
        (await Admin.GetAsync("proxy")).Text.ShouldNotContain("stale");
    }

    [Test]
    public async Task Routes_come_in_pages_and_in_the_order_of_their_paths()
    {
        foreach (var name in (string[])["zoe", "abe"])
            (await Admin.PostAsync("proxy", $$"""{"path": "/paged/{{name}}", "target": "http://127.0.0.1:7"}""")).ShouldBe(200);
        var all = ((JObject)(await Admin.GetAsync("proxy")).Json).Properties().Select(route => route.Name).ToList();
        all.ShouldBe(all.Order(StringComparer.Ordinal));
        var found = new List<string>();
        for (var next = "proxy?limit=1"; next is not null;)
        {
            var page = (await Admin.GetAsync(next, ("Accept", "application/jupyterhub-pagination+json"))).Json;
            found.AddRange(((JObject)page["items"]!).Properties().Select(route => route.Name));
            page["_pagination"]!.Value<int>("total").ShouldBe(all.Count);
            next = page["_pagination"]!["next"] is JObject more ? new Uri(more.Value<string>("url")!).PathAndQuery : null;
        }

        found.ShouldBe(all);
        ((JObject)(await Admin.GetAsync("proxy?offset=1&limit=1")).Json).Properties().Single().Name.ShouldBe(all[1]);
        foreach (var name in (string[])["zoe", "abe"])
            await Admin.DeleteAsync($"proxy/paged/{name}");
    }

    [Test]
    public async Task Whatever_else_comes_with_a_request_to_mend_is_passed_over()
    {
        foreach (var body in (string[])["{}", "[1]", "\"x\"", """{"odd": 1}"""])
            (await Admin.PostAsync("proxy", body)).ShouldBe(200);
    }

    [Test]
    public async Task A_route_by_hand_stays_until_it_is_removed()
    {
        (await Admin.PostAsync("proxy", """{"path": "/tools", "target": "http://127.0.0.1:7"}""")).ShouldBe(200);
        Proxy.Forget();
        await Admin.PostAsync("proxy");
        JsonShape.Compare((await Admin.GetAsync("proxy")).Json["/tools/"]!, JsonShape.Parse(
            """{"routespec": "/tools/", "target": "http://127.0.0.1:7", "data": {"extra": true}}"""));
        (await Admin.DeleteAsync("proxy/tools")).ShouldBe(204);
        // A round that began before may put it back once; the next one, which the removal asks for, does not.
        await Eventually.True(async () => !(await Admin.GetAsync("proxy")).Text.Contains("tools", StringComparison.Ordinal));
        (await Admin.DeleteAsync("proxy/tools")).ShouldFail(404, "No route /tools/ was added by hand");
        (await Admin.PostAsync("proxy", """{"path": "/tools/deep/er", "target": "http://127.0.0.1:7"}""")).ShouldBe(200);
        (await Admin.DeleteAsync("proxy/tools/deep/er")).ShouldBe(204);
        (await Admin.DeleteAsync("proxy")).ShouldFail(405);
        (await Nobody.DeleteAsync("proxy")).ShouldFail(405);
    }

    [TestCase("""{"path": "/", "target": "http://127.0.0.1:7"}""", 409, "The route / belongs to the hub")]
    [TestCase("""{"path": "/tools"}""", 400, "target must be given beside path")]
    [TestCase("""{"target": "http://x"}""", 400, "path must be given beside target")]
    [TestCase("""{"path": "/tools", "target": "file:///etc/passwd"}""", 400, "target must be an http or https URL")]
    [TestCase("""{"path": 1, "target": "http://x"}""", 400, "path must be a string")]
    public async Task Routes_that_cannot_be_are_refused(string body, int status, string message) =>
        (await Admin.PostAsync("proxy", body)).ShouldFail(status, message);

    [Test]
    public async Task Another_proxy_is_told_in_the_words_of_any_time()
    {
        (await Admin.PatchAsync("proxy")).ShouldFail(400, "need JSON body");
        (await Admin.PatchAsync("proxy", "[]")).ShouldFail(400, "Request body must be JSON dict");
        (await Admin.PatchAsync("proxy", """{"api_url": "nonsense"}""")).ShouldFail(400, "api_url must be an http or https URL");
        (await Admin.PatchAsync("proxy", """{"ip": "127.0.0.1"}""")).ShouldFail(400, "port must be given beside ip");
        (await Admin.PatchAsync("proxy", """{"ip": "127.0.0.1", "port": 70000}""")).ShouldFail(400, "port must be a number from 1 to 65535");
        (await Admin.PatchAsync("proxy", """{"ip": "127.0.0.1", "port": 0}""")).ShouldFail(400, "port must be a number from 1 to 65535");
        (await Admin.PatchAsync("proxy", """{"api_url": "http://127.0.0.1:9001", "auth_token": "secret", "other": 1}""")).ShouldBe(200);
        App.Get<ConfigurableProxy>().Endpoint.ApiUrl.ShouldBe(new Uri("http://127.0.0.1:9001"));
        App.Get<ConfigurableProxy>().Endpoint.AuthToken.ShouldBe("secret");
        (await Admin.PatchAsync("proxy", """{"ip": "127.0.0.2", "port": "9002", "protocol": "http"}""")).ShouldBe(200);
        App.Get<ConfigurableProxy>().Endpoint.ApiUrl.ShouldBe(new Uri("http://127.0.0.2:9002"));
    }
}
