using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Limits;

public sealed class LimitTests
{
    [Test]
    public async Task Long_URLs_pass_and_endless_ones_do_not()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        (await proxy.AskAsync($"GET /{new string('x', 12_000)} HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        (await proxy.AskAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 414 ");
    }

    [Test]
    public async Task A_head_over_16_KiB_is_431()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        (await proxy.AskAsync($"GET / HTTP/1.1\r\nHost: x\r\nCookie: {new string('x', 15_000)}\r\n\r\n")).Body.ShouldBe("ok");
        (await proxy.AskAsync($"GET / HTTP/1.1\r\nHost: x\r\nCookie: {new string('x', 17_000)}\r\n\r\n")).Head.ShouldStartWith("HTTP/1.1 431 ");
    }

    [Test]
    public async Task Three_hundred_headers_are_no_trouble()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        var headers = string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: {i}\r\n"));
        (await proxy.AskAsync($"GET / HTTP/1.1\r\nHost: x\r\n{headers}\r\n")).Body.ShouldBe("ok");
    }

    [Test]
    public async Task More_headers_than_allowed_are_431()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.MaxHeaderCount = 20);
        var headers = string.Concat(Enumerable.Range(0, 30).Select(i => $"X-{i}: {i}\r\n"));
        (await proxy.AskAsync($"GET / HTTP/1.1\r\nHost: x\r\n{headers}\r\n")).Head.ShouldStartWith("HTTP/1.1 431 ");
    }

    [Test]
    public async Task Whoever_reads_nothing_is_cut_off_after_the_timeout()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            await c.SendUntilStuckAsync(TimeSpan.FromSeconds(60));
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.Timeout = TimeSpan.FromMilliseconds(500));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadHeadAsync();
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Upstreams.Counters.Open == 0, "both sides are cut", seconds: 30);
    }

    [TestCase("PUT", "Content-Length: 1000000000")]
    [TestCase("PUT", "Transfer-Encoding: chunked")]
    [TestCase("GET", "Content-Length: 1000000000")]
    [TestCase("GET", "Transfer-Encoding: chunked")]
    [TestCase("GET", "Connection: close")]
    public async Task Whoever_does_not_read_slows_the_other_down(string method, string framing)
    {
        var taken = new TaskCompletionSource<long>();
        var oneChunk = framing.EndsWith("chunked", StringComparison.Ordinal) ? "3b9aca00\r\n" : "";
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            if (method == "PUT")
            {
                await taken.Task;
                return;
            }

            await c.SendAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n{oneChunk}");
            taken.TrySetResult(await c.SendUntilStuckAsync(TimeSpan.FromMilliseconds(300)));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"{method} /x HTTP/1.1\r\nHost: x\r\n{(method == "PUT" ? $"{framing}\r\n\r\n{oneChunk}" : "\r\n")}");
        if (method == "PUT") taken.TrySetResult(await client.SendUntilStuckAsync(TimeSpan.FromMilliseconds(300)));
        // What the sockets' own buffers hold, and little more.
        (await taken.Task.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeLessThan(32L << 20);
    }

    [Test]
    public async Task A_listing_that_nobody_reads_holds_up_neither_routes_nor_requests()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        for (var i = 0; i < 100_000; i++) proxy.Host.Table.Put(Routes.RouteTableTests.Make($"/user/u{i}"));
        using var listing = await RawConnection.OpenAsync(proxy.Host.ApiEndPoint!);
        await listing.SendAsync($"GET /api/routes HTTP/1.1\r\nHost: x\r\nAuthorization: token {RunningProxy.Token}\r\n\r\n");
        // It begins before it is complete: nobody knows yet how long it is.
        (await listing.ReadHeadAsync()).ShouldContain("Transfer-Encoding: chunked\r\n");
        await proxy.AddRouteAsync("/user/late", backend.Url);
        await proxy.DeleteRouteAsync("/user/u7");
        (await proxy.AskAsync("GET /user/late HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        (await listing.SkipChunksAsync()).ShouldBeGreaterThan(8_000_000);
    }

    [Test]
    public async Task Whoever_dribbles_a_head_is_cut_off()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.HeaderTimeout = TimeSpan.FromMilliseconds(300));
        using var silent = await proxy.ConnectAsync();
        (await silent.ReadToEndAsync()).ShouldBe("");
        using var slow = await proxy.ConnectAsync();
        await slow.SendAsync("GET / HTTP/1.1\r\nHost: ");
        (await slow.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 408 ");
    }

    [Test]
    public async Task An_idle_connection_is_closed_after_the_keep_alive_timeout()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.KeepAliveTimeout = TimeSpan.FromMilliseconds(300));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadResponseAsync();
        (await client.ReadToEndAsync()).ShouldBe("");
    }

    [Test]
    public async Task A_slow_upload_takes_longer_than_any_limit_on_heads_and_idleness()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw, o =>
        {
            o.HeaderTimeout = o.KeepAliveTimeout = TimeSpan.FromMilliseconds(500);
            o.Timeout = o.ProxyTimeout = TimeSpan.FromMilliseconds(500);
        });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n");
        for (var i = 0; i < 30; i++)
        {
            await client.SendAsync("x");
            await Task.Delay(50);
        }

        (await client.ReadResponseAsync()).Body.ShouldBe("ok");
    }

    [TestCase("Content-Length: 30\r\n\r\n", "x")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")]
    public async Task A_limit_on_whole_requests_can_be_set_and_is_408(string framing, string piece)
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw, o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"PUT /x HTTP/1.1\r\nHost: x\r\n{framing}");
        var answer = client.ReadToEndAsync();
        while (!answer.IsCompleted)
        {
            try
            {
                await client.SendAsync(piece);
            }
            catch (IOException)
            {
                // Closed behind the answer.
                break;
            }

            await Task.WhenAny(answer, Task.Delay(50));
        }

        (await answer).ShouldStartWith("HTTP/1.1 408 ");
        (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        await Eventually.IsTrueAsync(() => backend.Raw.Open <= 1, "the backend's half has ended");
    }

    [Test]
    public async Task Over_the_most_connections_new_ones_are_closed()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.MaxConnections = 2);
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        foreach (var client in new[] { first, second })
        {
            await client.SendAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            await client.ReadResponseAsync();
        }

        using var third = await proxy.ConnectAsync();
        (await third.ReadToEndAsync()).ShouldBe("");
    }

    [Test]
    public async Task A_flood_of_the_API_leaves_the_forwarding_alone()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend);
        for (var i = 0; i < 20_000; i++) proxy.Host.Table.Put(Routes.RouteTableTests.Make($"/user/u{i}"));
        var flood = Enumerable.Range(0, 30).Select(async _ => (await proxy.Api.GetStringAsync("/api/routes")).Length).ToList();
        for (var i = 0; i < 50; i++) (await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("ok");
        (await Task.WhenAll(flood)).ShouldAllBe(length => length > 20_000);
    }
}
