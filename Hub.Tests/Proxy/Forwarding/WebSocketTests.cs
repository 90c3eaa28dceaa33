using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

public sealed class WebSocketTests
{
    private const string Switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

    [Test]
    public async Task The_handshake_passes_and_then_bytes_do()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = Echo(seen, "Sec-WebSocket-Accept: abc\r\nSec-WebSocket-Protocol: v1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n");
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        // Bytes sent together with the handshake are not lost.
        await client.SendAsync(
            "GET /ws?x=1 HTTP/1.1\r\nHost: x:80\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: v1, v2\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\nearly");
        var head = await client.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 101 Switching Protocols\r\n");
        foreach (var line in new[] { "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: abc", "Sec-WebSocket-Protocol: v1", "Sec-WebSocket-Extensions: permessage-deflate" })
            head.ShouldContain(line + "\r\n");
        (await client.ReadAsync(5)).ShouldBe("early");
        await client.SendAsync("\u0000\u00ff\u0081");
        (await client.ReadAsync(3)).ShouldBe("\u0000\u00ff\u0081");

        var sent = await seen.Task;
        sent.ShouldStartWith("GET /ws?x=1 HTTP/1.1\r\n");
        foreach (var line in new[]
            {
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: k", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: v1, v2",
                "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Port: 80", "X-Forwarded-Proto: ws",
            })
            sent.ShouldContain(line + "\r\n");
        sent.ShouldNotContain("X-Forwarded-Host");
    }

    /// <summary>One that was used before may be on another thread than the client, or just being closed.</summary>
    [Test]
    public async Task A_websocket_has_a_connection_of_its_own_watched_by_its_clients_thread()
    {
        var upgraded = new ConcurrentQueue<RawConnection>();
        await using var backend = new RawBackend(async c =>
        {
            while (true)
            {
                var head = await c.ReadHeadAsync();
                if (!head.Contains("Upgrade"))
                {
                    await c.SendAsync(RawBackend.Ok("plain"));
                    continue;
                }

                upgraded.Enqueue(c);
                await c.SendAsync(Switched + "\r\n");
                await c.EchoAsync();
            }
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        for (var count = 1; count <= 4; count++)
        {
            (await proxy.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Body.ShouldBe("plain");
            await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Idle == 1, "there is one that could be taken");
            using var client = await OpenAsync(proxy);
            backend.Accepted.ShouldBe(1 + count);
            upgraded.TryDequeue(out var behind).ShouldBeTrue();
            var thread = EpollSets.Watching(proxy.Host.PublicEndPoint!, client.Local).ShouldHaveSingleItem();
            EpollSets.Watching(behind!.Remote, behind.Local).ShouldBe([thread]);
        }
    }

    [Test]
    public async Task Custom_headers_path_options_and_host_are_those_of_plain_requests()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = Echo(seen);
        await using var proxy = await RunningProxy.StartAsync(o =>
        {
            (o.IncludePrefix, o.ChangeOrigin) = (false, true);
            o.CustomHeaders["X-Extra"] = "1";
        });
        await proxy.AddRouteAsync("/user/a", backend.Url + "/base");
        using var client = await OpenAsync(proxy, "/user/a/ws?x=1");
        var head = await seen.Task;
        head.ShouldStartWith("GET /base/ws?x=1 HTTP/1.1\r\n");
        head.ShouldContain("X-Extra: 1\r\n");
        head.ShouldContain($"Host: 127.0.0.1:{backend.Port}\r\n");
    }

    [Test]
    public async Task A_close_of_either_side_closes_the_other()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(backend);
        using (await OpenAsync(proxy)) await Eventually.IsTrueAsync(() => backend.Open == 1, "open");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Streams.Count == 0, "closed by the client");

        await using var closing = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Switched + "\r\nlast words");
        });
        await proxy.AddRouteAsync("/closing", closing.Url);
        using var client = await OpenAsync(proxy, "/closing");
        (await client.ReadToEndAsync()).ShouldBe("last words");
        await Eventually.IsTrueAsync(() => proxy.Host.Streams.Count == 0 && proxy.Host.Upstreams.Counters.Open == 0, "closed by the backend");
    }

    [TestCase("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-A: b\r\n\r\nno", "HTTP/1.1 403 Forbidden\r\n", "no")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 302 Found\r\n", "")]
    public async Task A_refusal_is_relayed_and_the_connection_closed(string answer, string status, string body)
    {
        await using var backend = RawBackend.Answering(answer);
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Request("/ws"));
        var all = await client.ReadToEndAsync();
        all.ShouldStartWith(status);
        all.Split("\r\n\r\n", 2)[1].ShouldBe(body);
    }

    [TestCase("/none", 404)]
    [TestCase("/dead", 503)]
    [TestCase("/silent", 503)]
    [TestCase("/nonsense", 500)]
    [TestCase("/%", 500)]
    public async Task Failures_are_bare_and_leave_no_socket(string path, int status)
    {
        await using var pages = RawBackend.Answering(RawBackend.Ok("page"));
        await using var silent = new RawBackend(async c => await c.ReadToEndAsync());
        await using var proxy = await RunningProxy.StartAsync(o => (o.ErrorTarget, o.ProxyTimeout) = (pages.Url, TimeSpan.FromMilliseconds(200)));
        await proxy.AddRouteAsync("/dead", "http://127.0.0.1:1");
        await proxy.AddRouteAsync("/silent", silent.Url);
        await proxy.AddRouteAsync("/nonsense", "nonsense");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Request(path));
        var all = await client.ReadToEndAsync();
        all.ShouldStartWith($"HTTP/1.1 {status} ");
        all.ShouldContain("Content-Length: 0\r\n");
        all.ShouldEndWith("\r\n\r\n");
        pages.Accepted.ShouldBe(0);
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Open == 0, "no connection is left");
    }

    [Test]
    public async Task A_client_that_leaves_during_the_handshake_takes_the_backends_request_with_it()
    {
        var asked = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            asked.Release();
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using (var client = await proxy.ConnectAsync())
        {
            await client.SendAsync(Request("/ws"));
            await asked.WaitAsync();
        }

        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Upstreams.Counters.Open == 0, "the backend's connection is closed");
    }

    [Test]
    public async Task A_reset_by_the_client_is_a_close_like_any_other()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await OpenAsync(proxy);
        client.Reset();
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Streams.Count == 0, "closed");
        proxy.Log.Lines.ShouldNotContain(l => l.Contains("error:"));
    }

    [Test]
    public async Task Only_what_the_client_sends_is_activity()
    {
        var talk = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Switched + "\r\n");
            await talk.WaitAsync();
            await c.SendAsync("hello");
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        var route = proxy.Host.Table.Get("/")!;
        route.Touch(DateTimeOffset.UnixEpoch);
        using var client = await OpenAsync(proxy);
        talk.Release();
        await client.ReadAsync(5);
        route.LastActivity.ShouldBe(DateTimeOffset.UnixEpoch);
        await client.SendAsync("x");
        await Eventually.IsTrueAsync(() => route.LastActivity > DateTimeOffset.UnixEpoch, "activity noted");
    }

    [Test]
    public async Task When_its_route_goes_a_websocket_is_told_after_a_while()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromSeconds(1));
        await proxy.AddRouteAsync("/user/a", backend.Url);
        using var client = await OpenAsync(proxy, "/user/a/ws");
        await proxy.DeleteRouteAsync("/user/a");
        await client.SendAsync("\u0081\u0001x");
        (await client.ReadToEndAsync()).ShouldBe("\u0081\u0001x\u0088\u0002\u0003\u00e9");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Streams.Count == 0, "closed");
    }

    [Test]
    public async Task A_close_frame_is_never_put_into_the_middle_of_another()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromMilliseconds(100));
        await proxy.AddRouteAsync("/user/a", backend.Url);
        using var client = await OpenAsync(proxy, "/user/a/ws");
        await client.SendAsync("\u0081\u0010half");
        await client.ReadAsync(6);
        await proxy.DeleteRouteAsync("/user/a");
        (await client.ReadToEndAsync()).ShouldBe("");
    }

    [Test]
    public async Task A_client_that_reads_nothing_does_not_outlive_its_route()
    {
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync(Switched + "\r\n");
            await c.SendUntilStuckAsync(TimeSpan.FromSeconds(1));
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromMilliseconds(100));
        await proxy.AddRouteAsync("/user/a", backend.Url);
        using var client = await OpenAsync(proxy, "/user/a/ws");
        await proxy.DeleteRouteAsync("/user/a");
        await Eventually.IsTrueAsync(() => backend.Open == 0 && proxy.Host.Streams.Count == 0, "closed");
    }

    [Test]
    public async Task A_route_that_comes_back_keeps_its_websockets()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromSeconds(1));
        await proxy.AddRouteAsync("/user/a", backend.Url);
        using var client = await OpenAsync(proxy, "/user/a/ws");
        await proxy.DeleteRouteAsync("/user/a");
        await proxy.AddRouteAsync("/user/a", backend.Url);
        var next = proxy.Host.Table.Get("/user/a")!;
        await Eventually.IsTrueAsync(() => next.Streams.Count == 1, "moved to the new route");
        await client.SendAsync("\u0081\u0005still");
        (await client.ReadAsync(7)).ShouldBe("\u0081\u0005still");
        await proxy.DeleteRouteAsync("/user/a");
        (await client.ReadToEndAsync()).ShouldBe("\u0088\u0002\u0003\u00e9");
    }

    [Test]
    public async Task A_thousand_servers_that_came_and_went_leave_no_socket()
    {
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromMilliseconds(50));
        for (var round = 0; round < 10; round++)
        {
            var clients = await Task.WhenAll(Enumerable.Range(round * 100, 100).Select(async i =>
            {
                await proxy.AddRouteAsync($"/user/u{i}", backend.Url);
                (await proxy.Public.GetAsync($"/none{i}")).Dispose();
                return await OpenAsync(proxy, $"/user/u{i}/ws");
            }));
            await Eventually.IsTrueAsync(() => proxy.Host.Streams.Count >= 100, "all are counted");
            await Task.WhenAll(Enumerable.Range(round * 100, 100).Select(i => proxy.DeleteRouteAsync($"/user/u{i}")));
            foreach (var client in clients)
            {
                await client.ReadToEndAsync();
                client.Dispose();
            }
        }

        await Eventually.IsTrueAsync(
            () => backend.Open == 0 && proxy.Host.Streams.Count == 0 && proxy.Host.Upstreams.Counters is { Open: 0, Idle: 0 } && proxy.Host.Upstreams.Count == 0,
            "no socket, stream or pool is left");
    }

    [Test]
    public async Task Much_data_passes_both_ways_at_once()
    {
        const int size = 5_000_000;
        await using var backend = Echo();
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await OpenAsync(proxy);
        var data = new byte[size];
        new Random(3).NextBytes(data);
        var sending = client.SendAsync(data);
        var received = await client.ReadAsync(size);
        await sending;
        Encoding.Latin1.GetBytes(received).AsSpan().SequenceEqual(data).ShouldBeTrue();
    }

    [Test]
    public async Task A_browser_on_HTTP_2_gets_its_websocket_too()
    {
        await using var backend = new RawBackend(async c =>
        {
            var head = await c.ReadHeadAsync();
            var key = head.Split("\r\n").Single(l => l.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
            await c.SendAsync(Switched + $"Sec-WebSocket-Accept: {Hub.Proxy.Forwarding.WebSocketKey.AcceptFor(key)}\r\nSec-WebSocket-Protocol: v1\r\n\r\n\u0081\u0005hello");
            await c.ReadToEndAsync();
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("v1");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Host.PublicEndPoint!.Port}/ws"), invoker, CancellationToken.None);
        socket.SubProtocol.ShouldBe("v1");
        var buffer = new byte[16];
        var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Encoding.ASCII.GetString(buffer, 0, read.Count).ShouldBe("hello");
        await socket.SendAsync(buffer.AsMemory(0, 5), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        socket.Abort();
        await Eventually.IsTrueAsync(() => proxy.Host.Streams.Count == 0 && backend.Open == 0, "closed");
    }

    private static string Request(string path) =>
        $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static async Task<RawConnection> OpenAsync(RunningProxy proxy, string path = "/ws")
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Request(path));
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 101 ");
        return client;
    }

    private static RawBackend Echo(TaskCompletionSource<string>? seen = null, string headers = "") => new(async c =>
    {
        var head = await c.ReadHeadAsync();
        seen?.TrySetResult(head);
        await c.SendAsync(Switched + headers + "\r\n");
        await c.EchoAsync();
    });
}
