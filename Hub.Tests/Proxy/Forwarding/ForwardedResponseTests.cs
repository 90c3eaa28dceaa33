using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>What a client sees of a response.</summary>
public sealed class ForwardedResponseTests
{
    [Test]
    public async Task Status_reason_and_headers_pass_as_they_are()
    {
        var (head, body) = await AnswerAsync(
            "HTTP/1.1 299 Very Fine\r\nContent-Length: 2\r\nSet-Cookie: a=1; Path=/\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: b=2\r\nDate: then\r\nX-Bytes: \u00e9\r\n"
            + "Connection: X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=9\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\n\r\nok");
        body.ShouldBe("ok");
        head.ShouldStartWith("HTTP/1.1 299 Very Fine\r\n");
        head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal).ShouldBe(
            ["Content-Length: 2", "Date: then", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2", "X-A: 1, 2", "X-Bytes: \u00e9"]);
    }

    [TestCase(404)]
    [TestCase(503)]
    [TestCase(599)]
    [TestCase(999)]
    public async Task Errors_of_the_backend_are_its_own(int status)
    {
        var (head, body) = await AnswerAsync($"HTTP/1.1 {status} Own\r\nContent-Length: 4\r\n\r\nmine");
        head.ShouldStartWith($"HTTP/1.1 {status} Own\r\n");
        body.ShouldBe("mine");
    }

    [TestCase("HTTP/1.1 204 No Content\r\n\r\n")]
    [TestCase("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")]
    [TestCase("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n")]
    [TestCase("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    public async Task Some_answers_have_no_body_and_the_connections_go_on(string answer)
    {
        await using var backend = RawBackend.Answering(answer);
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            (await client.ReadHeadAsync()).ShouldStartWith(answer[..12]);
        }

        backend.Accepted.ShouldBe(1);
    }

    [Test]
    public async Task The_answer_to_HEAD_keeps_its_length()
    {
        await using var backend = RawBackend.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n");
            (await client.ReadHeadAsync()).ShouldContain("Content-Length: 1234\r\n");
        }
    }

    [Test]
    public async Task Chunks_pass_with_trailers()
    {
        await using var backend = RawBackend.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 7\r\nContent-Length: 3\r\n\r\n");
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\nTE: trailers\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldContain("Trailer: X-Sum\r\n");
        (await client.ReadToAsync("\r\n\r\n")).ShouldBe("5\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 7\r\n\r\n");
    }

    [Test]
    public async Task A_trailer_announced_beside_a_length_does_no_harm()
    {
        var (head, body) = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTrailer: X-Sum\r\n\r\nok");
        head.ShouldNotContain("Trailer");
        body.ShouldBe("ok");
    }

    [Test]
    public async Task A_body_that_ends_with_the_connection_is_passed_whole()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\n\r\nall of it");
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        (await proxy.Public.GetStringAsync("/x")).ShouldBe("all of it");
    }

    [Test]
    public async Task A_client_of_HTTP_1_0_gets_no_chunks_and_a_close()
    {
        await using var backend = RawBackend.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.0\r\n\r\n");
        var all = await client.ReadToEndAsync();
        all.ShouldEndWith("\r\n\r\nhello");
        all.ShouldNotContain("chunked");
    }

    [Test]
    public async Task Early_hints_arrive_before_the_answer()
    {
        await using var backend = RawBackend.Answering("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" + RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldBe("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n");
        (await client.ReadResponseAsync()).Body.ShouldBe("ok");
    }

    [Test]
    public async Task Head_and_each_event_leave_as_they_come()
    {
        var step = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < 3; i++)
            {
                await step.WaitAsync(TimeSpan.FromSeconds(10));
                await c.SendAsync($"9\r\ndata: {i}\n\n\r\n");
            }

            await c.SendAsync("0\r\n\r\n");
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadHeadAsync();
        for (var i = 0; i < 3; i++)
        {
            step.Release();
            (await client.ReadToAsync("\n\n\r\n")).ShouldBe($"9\r\ndata: {i}\n\n\r\n");
        }

        await client.ReadToAsync("0\r\n\r\n");
    }

    [Test]
    public async Task An_answer_that_comes_before_the_upload_is_through_is_passed_on_at_once()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + new string('x', 1000));
        var (head, body) = await client.ReadResponseAsync();
        head.ShouldStartWith("HTTP/1.1 413 ");
        body.ShouldBe("big");
        // The connection goes on once the rest of the body has come.
        await client.SendAsync(new string('x', 299_000) + "GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadResponseAsync()).Body.ShouldBe("""{"status":"OK"}""");
    }

    [Test]
    public async Task An_answer_may_flow_while_the_upload_does()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
            for (var i = 0; i < 3; i++) await c.SendAsync(await c.ReadAsync(2));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n");
        await client.ReadHeadAsync();
        foreach (var piece in new[] { "ab", "cd", "ef" })
        {
            await client.SendAsync(piece);
            (await client.ReadAsync(2)).ShouldBe(piece);
        }
    }

    [Test]
    public async Task Large_bodies_pass_unchanged_both_ways()
    {
        const int size = 20_000_000;
        var random = new byte[size];
        new Random(1).NextBytes(random);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            var got = await c.ReadAsync(size);
            await c.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n");
            await c.SendAsync(got);
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var answer = await proxy.Public.PutAsync("/x", new ByteArrayContent(random));
        (await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(random).ShouldBeTrue();
    }

    [TestCase("/auto", 302, "http://{target}/x", "http://pub.example/x")]
    [TestCase("/auto", 303, "http://{target}/x", "http://{target}/x")]
    [TestCase("/auto", 201, "/relative", "/relative")]
    public async Task Redirects_to_the_backend_can_lead_to_the_proxy(string path, int status, string location, string expected)
    {
        var port = 0;
        await using var backend = RawBackend.Echoing(
            _ => $"HTTP/1.1 {status} Moved\r\nLocation: {location.Replace("{target}", $"127.0.0.1:{port}")}\r\nContent-Length: 0\r\n\r\n");
        port = backend.Port;
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.AutoRewrite = true);
        var (head, _) = await proxy.AskAsync($"GET {path} HTTP/1.1\r\nHost: pub.example\r\n\r\n");
        head.ShouldContain($"Location: {expected.Replace("{target}", $"127.0.0.1:{port}")}\r\n");
    }

    [Test]
    public async Task A_date_is_added_where_there_is_none_and_no_name_of_a_server()
    {
        var (head, _) = await AnswerAsync(RawBackend.Ok("ok"));
        head.ShouldMatch(@"\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n");
        head.ShouldNotContain("Server:");
    }

    [Test]
    public async Task A_post_to_a_dead_target_is_activity()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = "http://127.0.0.1:1");
        var route = proxy.Host.Table.Get("/")!;
        route.Touch(DateTimeOffset.UnixEpoch);
        (await proxy.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 503 ");
        route.LastActivity.ShouldBe(DateTimeOffset.UnixEpoch);
        await proxy.AskAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
        await Eventually.IsTrueAsync(() => route.LastActivity > DateTimeOffset.UnixEpoch, "activity noted");
    }

    [Test]
    public async Task A_stream_of_events_is_activity_when_it_ends()
    {
        var step = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            await step.WaitAsync(TimeSpan.FromSeconds(15));
            await c.SendAsync("0\r\n\r\n");
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        var route = proxy.Host.Table.Get("/")!;
        route.Touch(DateTimeOffset.UnixEpoch);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadToAsync("first\r\n");
        route.LastActivity.ShouldBe(DateTimeOffset.UnixEpoch);
        step.Release();
        await client.ReadToAsync("0\r\n\r\n");
        await Eventually.IsTrueAsync(() => route.LastActivity > DateTimeOffset.UnixEpoch, "activity noted");
    }

    [TestCase("GET", 200, true)]
    [TestCase("GET", 302, false)]
    [TestCase("GET", 404, false)]
    [TestCase("GET", 204, true)]
    [TestCase("GET", 206, true)]
    [TestCase("HEAD", 200, true)]
    [TestCase("POST", 500, true)]
    public async Task Activity_is_what_succeeds_or_carries_a_body(string method, int status, bool counts)
    {
        await using var backend = new RawBackend(async c =>
        {
            var head = await c.ReadHeadAsync();
            if (head.StartsWith("POST", StringComparison.Ordinal)) await c.ReadAsync(2);
            await c.SendAsync($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        var route = proxy.Host.Table.Get("/")!;
        route.Touch(DateTimeOffset.UnixEpoch);
        await proxy.AskAsync($"{method} / HTTP/1.1\r\nHost: x\r\n{(method == "POST" ? "Content-Length: 2\r\n\r\nab" : "\r\n")}");
        await Eventually.IsTrueAsync(() => route.LastActivity > DateTimeOffset.UnixEpoch == counts, "activity noted");
    }

    private static async Task<(string Head, string Body)> AnswerAsync(string answer)
    {
        await using var backend = RawBackend.Answering(answer);
        await using var proxy = await RunningProxy.StartAsync(backend);
        return await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    }
}
