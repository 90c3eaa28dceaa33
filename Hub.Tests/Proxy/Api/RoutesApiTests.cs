using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Api;

public sealed class RoutesApiTests
{
    private RunningProxy _proxy = null!;

    [SetUp]
    public async Task Start() => _proxy = await RunningProxy.StartAsync(o => o.MaxApiBody = 100_000);

    [TearDown]
    public async Task Stop() => await _proxy.DisposeAsync();

    [TestCase("GET", "/", 404, "Not Found")]
    [TestCase("GET", "/api", 404, "Not Found")]
    [TestCase("GET", "/api/routesx", 404, "Not Found")]
    [TestCase("GET", "//", 404, "Not Found")]
    [TestCase("PATCH", "/api/routes", 405, "Method not supported")]
    [TestCase("OPTIONS", "/api/routes/x", 405, "Method not supported")]
    [TestCase("PUT", "/api/routes/x", 405, "Method not supported")]
    [TestCase("POST", "/", 404, "Not Found")]
    [TestCase("GET", "/api/routes/nothing", 404, "")]
    [TestCase("GET", "/api/routes/%zz", 400, "Malformed percent-escape in route")]
    [TestCase("DELETE", "/api/routes", 400, "Must specify the route to delete")]
    [TestCase("DELETE", "/api/routes/", 404, "")]
    [TestCase("DELETE", "/api/routes//", 404, "")]
    [TestCase("GET", "/api/routes?inactive_since=endoftheuniverse", 400, "Invalid datestamp 'endoftheuniverse' must be ISO8601.")]
    [TestCase("GET", "/api/routes?inactiveSince=2026-01-31T12:00:00+02:00", 400, "Invalid datestamp '2026-01-31T12:00:00 02:00' must be ISO8601.")]
    [TestCase("GET", "/api/routes?inactiveSince=", 200, "{}")]
    public async Task Each_request_has_its_answer(string method, string path, int status, string body)
    {
        var (head, text) = await ApiAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: token secret\r\n\r\n");
        head.ShouldStartWith($"HTTP/1.1 {status} ");
        (text.Contains("{}") ? "{}" : text).ShouldBe(body);
    }

    [TestCase("GET", "/api", 404, "Not Found")]
    [TestCase("PATCH", "/api/routes", 405, "Method not supported")]
    [TestCase("GET", "/api/routes", 403, "")]
    [TestCase("DELETE", "/api/routes/x", 403, "")]
    public async Task Strangers_are_told_what_there_is_not_and_nothing_else(string method, string path, int status, string body)
    {
        var (head, text) = await ApiAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        head.ShouldStartWith($"HTTP/1.1 {status} ");
        text.ShouldBe(body);
    }

    [Test]
    public async Task HEAD_is_not_supported_and_answered_without_a_body()
    {
        using var connection = await RawConnection.OpenAsync(_proxy.Host.ApiEndPoint!);
        await connection.SendAsync("HEAD /api/routes HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await connection.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 405 ");
        (await connection.ReadResponseAsync()).Body.ShouldBe("""{"status":"OK"}""");
    }

    [Test]
    public async Task A_connection_goes_on_after_any_answer()
    {
        using var connection = await RawConnection.OpenAsync(_proxy.Host.ApiEndPoint!);
        foreach (var (request, status) in new[]
            {
                ("GET /nothing", 404), ("PATCH /api/routes", 405), ("GET /api/routes/none", 404), ("DELETE /api/routes", 400), ("GET /healthz", 200),
            })
        {
            await connection.SendAsync($"{request} HTTP/1.1\r\nHost: x\r\nAuthorization: token secret\r\n\r\n");
            (await connection.ReadResponseAsync()).Head.ShouldStartWith($"HTTP/1.1 {status} ");
        }
    }

    [Test]
    public async Task One_route_is_told_however_active_it_is()
    {
        await _proxy.AddRouteAsync("/x", "http://a");
        (await _proxy.Api.GetStringAsync("/api/routes/x?inactive_since=2000-01-01")).ShouldContain("\"target\":\"http://a\"");
        (await _proxy.Api.GetStringAsync("/api/routes/x?inactive_since=nonsense")).ShouldContain("\"target\":\"http://a\"");
    }

    [Test]
    public async Task The_log_says_what_became_of_routes_and_requests_and_no_query()
    {
        await _proxy.AddRouteAsync("/x?token=y", "http://a");
        await _proxy.DeleteRouteAsync("/x");
        await _proxy.Api.GetAsync("/api/routes/x?token=y");
        string[] expected =
        [
            "info: Adding route /x -> http://a", "info: Route added /x -> http://a", "info: 201 POST /api/routes/x", "info: Removing route /x",
            "info: 204 DELETE /api/routes/x", "warn: 404 GET /api/routes/x",
        ];
        // A request is told when its caller has the answer already.
        foreach (var line in expected) await Eventually.IsTrueAsync(() => _proxy.Log.Lines.Any(l => l.TrimEnd().EndsWith("] " + line)), line);
        foreach (var line in _proxy.Log.Lines)
            line.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[ConfigProxy\] (debug|info|warn|error): ");
        _proxy.Log.Lines.ShouldNotContain(l => l.Contains("token=y"));
    }

    [TestCase("", 400, "Body not valid JSON")]
    [TestCase("{", 400, "Body not valid JSON")]
    [TestCase("null", 400, "Must specify 'target' as string")]
    [TestCase("[]", 400, "Must specify 'target' as string")]
    [TestCase("\"x\"", 400, "Must specify 'target' as string")]
    [TestCase("{}", 400, "Must specify 'target' as string")]
    [TestCase("{\"target\":1}", 400, "Must specify 'target' as string")]
    [TestCase("{\"target\":\"nonsense\"}", 201, "")]
    [TestCase("{\"target\":1,\"target\":\"http://x\"}", 201, "")]
    public async Task A_post_needs_an_object_with_a_target(string body, int status, string message)
    {
        using var answer = await _proxy.Api.PostAsync("/api/routes/x", new StringContent(body));
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith(message);
        _proxy.Host.Table.Count.ShouldBe(status == 201 ? 1 : 0);
    }

    [TestCase("", "/")]
    [TestCase("/", "/")]
    [TestCase("/user/foo%40bar", "/user/foo@bar")]
    [TestCase("/user/a%2Fb", "/user/a/b")]
    [TestCase("/user/a+b", "/user/a+b")]
    [TestCase("/user/%C3%BC", "/user/ü")]
    [TestCase("/user/a/", "/user/a")]
    [TestCase("/User/A", "/User/A")]
    [TestCase("/user/x/../y", "/user/y")]
    public async Task A_path_is_decoded_once(string path, string key)
    {
        await _proxy.AddRouteAsync(path, "http://127.0.0.1:1");
        var listing = JsonNode.Parse(await _proxy.Api.GetStringAsync("/api/routes"))!.AsObject();
        listing.Select(p => p.Key).ShouldBe([key]);
    }

    [Test]
    public async Task What_was_posted_comes_back_with_the_last_activity()
    {
        const string posted = """{"target":"http://127.0.0.1:1","user":"ü\n","n":1.50,"deep":{"a":[1,null,true]},"last_activity":"1999","jupyterhub":true}""";
        await _proxy.Api.PostAsync("/api/routes/user/a", new StringContent(posted, Encoding.UTF8, "text/plain"));
        var text = await _proxy.Api.GetStringAsync("/api/routes/user/a");
        var route = JsonNode.Parse(text)!;
        var time = (string)route["last_activity"]!;
        time.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        route.AsObject().Remove("last_activity");
        var expected = JsonNode.Parse(posted)!;
        expected.AsObject().Remove("last_activity");
        JsonNode.DeepEquals(route, expected).ShouldBeTrue(text);
    }

    [Test]
    public async Task With_host_routing_the_host_is_told_beside_the_data()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.HostRouting = true);
        await proxy.AddRouteAsync("/a.example/user/x?ignored=1", "http://127.0.0.1:1");
        await proxy.AddRouteAsync("/", "http://127.0.0.1:1");
        var routes = JsonNode.Parse(await proxy.Api.GetStringAsync("/api/routes"))!;
        ((string)routes["/a.example/user/x"]!["host"]!).ShouldBe("a.example");
        routes["/"]!["host"].ShouldBeNull();
    }

    [Test]
    public async Task Posting_again_replaces_the_whole_entry()
    {
        await _proxy.Api.PostAsync("/api/routes/x", new StringContent("""{"target":"http://a","old":1}"""));
        await _proxy.AddRouteAsync("/x", "http://b");
        var route = JsonNode.Parse(await _proxy.Api.GetStringAsync("/api/routes/x"))!.AsObject();
        route.Select(p => p.Key).ShouldBe(["target", "last_activity"]);
        ((string)route["target"]!).ShouldBe("http://b");
    }

    [Test]
    public async Task Routes_that_are_in_use_are_left_out_of_the_inactive()
    {
        await _proxy.AddRouteAsync("/yesterday", "http://a");
        await _proxy.AddRouteAsync("/today", "http://a");
        var now = DateTimeOffset.UtcNow;
        _proxy.Host.Table.Get("/yesterday")!.Touch(now.AddDays(-1));
        await InactiveAsync(DateTimeOffset.UnixEpoch).ShouldBeAsync();
        await InactiveAsync(now.AddHours(-1)).ShouldBeAsync("/yesterday");
        await InactiveAsync(now.AddHours(1)).ShouldBeAsync("/today", "/yesterday");
        var exact = _proxy.Host.Table.Get("/yesterday")!.LastActivity;
        await InactiveAsync(exact).ShouldBeAsync();

        async Task<string[]> InactiveAsync(DateTimeOffset since) =>
            [.. JsonNode.Parse(await _proxy.Api.GetStringAsync($"/api/routes?inactive_since={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"))!
                .AsObject().Select(p => p.Key).Order()];
    }

    [TestCase("token secret", 200)]
    [TestCase("token   secret", 200)]
    [TestCase("Bearer token secret", 200)]
    [TestCase("token wrong", 403)]
    [TestCase("token secretx", 403)]
    [TestCase("Token secret", 403)]
    [TestCase("bearer secret", 403)]
    [TestCase("secret", 403)]
    public async Task The_token_has_to_be_shown(string authorization, int status)
    {
        var (head, _) = await ApiAsync($"GET /api/routes HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n\r\n");
        head.ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Test]
    public async Task The_token_is_asked_for_before_the_body_is_read()
    {
        using var connection = await RawConnection.OpenAsync(_proxy.Host.ApiEndPoint!);
        await connection.SendAsync("POST /api/routes/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
        var (head, body) = await connection.ReadResponseAsync();
        head.ShouldStartWith("HTTP/1.1 403 ");
        body.ShouldBe("");
    }

    [Test]
    public async Task Too_large_a_body_is_refused()
    {
        using var answer = await _proxy.Api.PostAsync("/api/routes/x", new StringContent(new string('x', 200_000)));
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Test]
    public async Task A_character_split_between_packets_stays_whole()
    {
        var body = Encoding.UTF8.GetBytes("""{"target":"http://a","name":"ü"}""");
        var split = body.AsSpan().IndexOf((byte)0xc3) + 1;
        using var connection = await RawConnection.OpenAsync(_proxy.Host.ApiEndPoint!);
        await connection.SendAsync($"POST /api/routes/x HTTP/1.1\r\nHost: x\r\nAuthorization: token secret\r\nContent-Length: {body.Length}\r\n\r\n");
        await connection.SendAsync(body.AsMemory(0, split));
        await connection.SendAsync(body.AsMemory(split));
        (await connection.ReadResponseAsync()).Head.ShouldStartWith("HTTP/1.1 201 ");
        ((string)JsonNode.Parse(await _proxy.Api.GetStringAsync("/api/routes/x"))!["name"]!).ShouldBe("ü");
    }

    [Test]
    public async Task Putting_replaces_all_at_once_and_keeps_what_stays()
    {
        await _proxy.AddRouteAsync("/stays", "http://a");
        await _proxy.AddRouteAsync("/goes", "http://a");
        await _proxy.AddRouteAsync("/changes", "http://a");
        var old = DateTimeOffset.UtcNow.AddDays(-1);
        _proxy.Host.Table.Get("/stays")!.Touch(old);
        using var answer = await _proxy.Api.PutAsync(
            "/api/routes", new StringContent("""{"/stays":{"target":"http://a"},"/changes":{"target":"http://b"},"/new":{"target":"http://c"}}"""));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"added":1,"changed":1,"removed":1,"unchanged":1}""");
        _proxy.Host.Table.All().Select(r => r.Path).Order().ShouldBe(["/changes", "/new", "/stays"]);
        _proxy.Host.Table.Get("/stays")!.LastActivity.ToUnixTimeMilliseconds().ShouldBe(old.ToUnixTimeMilliseconds());
        _proxy.Host.Table.Get("/changes")!.Target.ShouldBe("http://b");
    }

    [Test]
    public async Task A_put_with_one_wrong_route_changes_nothing()
    {
        await _proxy.AddRouteAsync("/stays", "http://a");
        using var answer = await _proxy.Api.PutAsync("/api/routes", new StringContent("""{"/a":{"target":"http://a"},"/b":{}}"""));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _proxy.Host.Table.All().Select(r => r.Path).ShouldBe(["/stays"]);
    }

    [Test]
    public async Task The_listing_has_a_tag_that_changes_with_the_routes()
    {
        await _proxy.AddRouteAsync("/a", "http://a");
        using var first = await _proxy.Api.GetAsync("/api/routes");
        using var same = await AskAgainAsync(first.Headers.ETag!.ToString());
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await _proxy.AddRouteAsync("/b", "http://a");
        using var other = await AskAgainAsync(first.Headers.ETag!.ToString());
        other.StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<HttpResponseMessage> AskAgainAsync(string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/routes");
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            return await _proxy.Api.SendAsync(request);
        }
    }

    [Test]
    public async Task Fifty_thousand_routes_are_listed_whole()
    {
        for (var i = 0; i < 50_000; i++) _proxy.Host.Table.Put(Routes.RouteTableTests.Make($"/user/u{i}"));
        JsonNode.Parse(await _proxy.Api.GetStringAsync("/api/routes"))!.AsObject().Count.ShouldBe(50_000);
    }

    [TestCase("/healthz")]
    [TestCase("/readyz")]
    public async Task Probes_need_no_token(string path)
    {
        using var client = new HttpClient { BaseAddress = _proxy.Api.BaseAddress };
        (await client.GetStringAsync(path)).ShouldBe("""{"status":"OK"}""");
    }

    private async Task<(string Head, string Body)> ApiAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(_proxy.Host.ApiEndPoint!);
        await connection.SendAsync(request);
        return await connection.ReadResponseAsync();
    }
}
