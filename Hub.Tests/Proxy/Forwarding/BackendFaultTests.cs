using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>Backends that fail, in every way they can.</summary>
public sealed class BackendFaultTests
{
    [TestCase("")]
    [TestCase("garbage\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Len")]
    [TestCase("HTTP/1.1 OK\r\n\r\n")]
    [TestCase("HTTP/1.1 20 OK\r\n\r\n")]
    [TestCase("HTTP/2 200 OK\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nX : a\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nX: a\u0001b\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")]
    public async Task What_is_no_clear_answer_is_503(string answer)
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(answer);
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        var (head, body) = await client.ReadResponseAsync();
        head.ShouldStartWith("HTTP/1.1 503 Service Unavailable\r\n");
        head.ShouldContain("Content-Type: text/html\r\n");
        body.ShouldContain("503:");
        // The client's connection goes on.
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadResponseAsync()).Head.ShouldStartWith("HTTP/1.1 200 ");
    }

    [Test]
    public async Task A_head_that_never_ends_is_503()
    {
        await using var backend = RawBackend.Answering("HTTP/1.1 200 OK\r\nX: " + new string('x', 20_000));
        await using var proxy = await RunningProxy.StartAsync(backend);
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 503 ");
    }

    [Test]
    public async Task A_backend_that_refuses_is_503_and_the_upload_is_read_away()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = "http://127.0.0.1:1");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + new string('x', 100_000));
        (await client.ReadResponseAsync()).Head.ShouldStartWith("HTTP/1.1 503 ");
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        (await client.ReadResponseAsync()).Head.ShouldStartWith("HTTP/1.1 200 ");
    }

    [TestCase("nonsense")]
    [TestCase("ws://127.0.0.1:1")]
    public async Task A_target_that_is_none_is_500(string target)
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = target);
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 500 ");
    }

    [Test]
    public async Task A_path_that_cannot_be_decoded_is_500()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = "http://127.0.0.1:1");
        (await proxy.AskAsync("GET /% HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 500 ");
    }

    [TestCase("Content-Length: 100\r\n\r\npart", false)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n", false)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n4\r\npartXX", false)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n", false)]
    [TestCase("Content-Length: 100\r\n\r\npart", true)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n", true)]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n8\r\npart", true)]
    public async Task A_response_that_breaks_off_or_stalls_is_cut_visibly(string rest, bool stalls)
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\n" + rest);
            if (stalls) await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.ProxyTimeout = stalls ? TimeSpan.FromMilliseconds(700) : null);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        var all = await client.ReadToEndAsync();
        if (!rest.Contains("XX") && !rest.Contains("zz")) all.ShouldContain("part");
        all.ShouldNotContain("0\r\n\r\n");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Upstreams.Counters.Open == 0, "the backend's connection is closed");
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\n\r\npart")]
    public async Task A_reset_in_the_middle_of_a_response_is_passed_on_as_a_break(string answer)
    {
        var step = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(answer);
            await step.WaitAsync(TimeSpan.FromSeconds(15));
            c.Reset();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var response = await proxy.Public.GetAsync("/x", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        (await body.ReadAtLeastAsync(new byte[4], 4)).ShouldBe(4);
        step.Release();
        await Should.ThrowAsync<Exception>(async () => await body.ReadAtLeastAsync(new byte[1], 1));
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Open == 0, "the backend's connection is closed");
    }

    [Test]
    public async Task A_body_that_ends_with_the_connection_and_stalls_is_reset_and_not_ended()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\n\r\npart");
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.ProxyTimeout = TimeSpan.FromMilliseconds(700));
        using var answer = await proxy.Public.GetAsync("/x", HttpCompletionOption.ResponseHeadersRead);
        await Should.ThrowAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Idle_connections_close_when_their_route_goes()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/user/a", backend.Url);
        await proxy.AddRouteAsync("/user/b", backend.Url);
        await proxy.AskAsync("GET /user/a HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Idle == 1, "the connection is idle");
        await proxy.DeleteRouteAsync("/user/a");
        backend.Open.ShouldBe(1, "another route leads there");
        await proxy.DeleteRouteAsync("/user/b");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Upstreams.Counters is { Open: 0, Idle: 0 }, "it is closed");
    }

    [Test]
    public async Task A_silent_backend_is_503_after_the_proxy_timeout()
    {
        await using var backend = new RawBackend(async c => await c.ReadToEndAsync());
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.ProxyTimeout = TimeSpan.FromMilliseconds(200));
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 503 ");
        await Eventually.IsTrueAsync(() => backend.Open == 0, "the connection to the backend is closed");
    }

    [Test]
    public async Task A_silent_client_is_closed_after_the_timeout()
    {
        await using var backend = new RawBackend(async c => await c.ReadToEndAsync());
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.Timeout = TimeSpan.FromMilliseconds(200));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab");
        (await client.ReadToEndAsync()).ShouldBe("");
        await Eventually.IsTrueAsync(() => backend.Open == 0, "the connection to the backend is closed");
    }

    [Test]
    public async Task A_client_that_leaves_takes_the_backends_request_with_it()
    {
        var waiting = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            waiting.Release();
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        foreach (var request in new[] { "GET /x HTTP/1.1\r\nHost: x\r\n\r\n", "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nab" })
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(request);
            await waiting.WaitAsync();
            client.Reset();
            await Eventually.IsTrueAsync(() => backend.Open == 0, "the backend's connection is closed");
        }
    }

    [Test]
    public async Task A_connection_that_went_stale_is_replaced_for_what_can_be_repeated()
    {
        // Each connection serves one request and closes without saying so as the next one comes.
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(RawBackend.Ok("ok"));
            await c.ReadHeadAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        for (var i = 0; i < 5; i++) (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        backend.Accepted.ShouldBeGreaterThan(1);
    }

    [Test]
    public async Task What_cannot_be_repeated_is_never_sent_twice()
    {
        var posts = 0;
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(RawBackend.Ok("ok"));
            if ((await c.ReadHeadAsync()).StartsWith("POST", StringComparison.Ordinal)) Interlocked.Increment(ref posts);
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Idle == 1, "the connection is idle");
        (await proxy.AskAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 503 ");
        posts.ShouldBe(1);
    }

    [Test]
    public async Task A_connection_the_backend_closed_is_not_used_for_a_post()
    {
        await using var backend = new RawBackend(async c =>
        {
            var head = await c.ReadHeadAsync();
            await c.SendAsync(RawBackend.Ok(head.StartsWith("POST", StringComparison.Ordinal) ? "post" : "get"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        await Eventually.IsTrueAsync(() => backend.Open == 0, "the backend has closed");
        (await proxy.AskAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")).Body.ShouldBe("post");
    }

    [Test]
    public async Task An_answer_nobody_asked_for_is_not_given_to_the_next_request()
    {
        var count = 0;
        await using var backend = RawBackend.Echoing(_ => RawBackend.Ok($"{Interlocked.Increment(ref count)}") + (count == 1 ? RawBackend.Ok("evil") : ""));
        await using var proxy = await RunningProxy.StartAsync(backend);
        for (var i = 1; i < 4; i++)
        {
            (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe($"{i}");
        }
    }

    [Test]
    public async Task Malformed_chunks_of_a_client_never_look_complete_to_the_backend()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c => seen.TrySetResult(await c.ReadToEndAsync()));
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX\r\n0\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 400 ");
        (await seen.Task).ShouldNotEndWith("0\r\n\r\n");
    }
}
