using System.Net;
using System.Net.Sockets;
using Hub.Proxy;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>What a backend sees of a request.</summary>
public sealed class ForwardedRequestTests
{
    [TestCase("", "/user/a/x?q", "/user/a/x?q")]
    [TestCase("/base/", "/user/a/x?q", "/base/user/a/x?q")]
    [TestCase("/base", "/user/a", "/base/user/a")]
    [TestCase("/base?t=1", "/user/a?q", "/base/user/a?t=1&q")]
    [TestCase("/base?t=1", "/user/a", "/base/user/a?t=1")]
    [TestCase("", "/user/a//x%2Fy/%c3%bc?x=%20+", "/user/a//x%2Fy/%c3%bc?x=%20+")]
    [TestCase("", "//user/a/x", "//user/a/x")]
    [TestCase("", "/user/%61/x", "/user/%61/x")]
    [TestCase("", "/user%2Fa/x", "/user%2Fa/x")]
    [TestCase("", "/other/../user/a/x", "/user/a/x")]
    [TestCase("", "http://127.0.0.1/user/a/x?y", "/user/a/x?y")]
    public async Task The_path_arrives_as_it_came_below_the_targets_own(string targetPath, string sent, string seen) =>
        (await SeenAsync($"GET {sent} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", targetPath)).ShouldStartWith($"GET {seen} HTTP/1.1\r\n");

    [TestCase(false, true, "/user/a/x?q", "/base/x?q")]
    [TestCase(false, true, "/user/a", "/base")]
    [TestCase(false, true, "/user/a/", "/base/")]
    [TestCase(false, false, "/user/a", "/")]
    [TestCase(false, true, "/user/%61/xyz", "/base/xyz")]
    [TestCase(false, false, "/user/a/x", "/x")]
    [TestCase(true, false, "/user/a/x", "/user/a/x")]
    public async Task Prefix_and_target_path_can_be_left_out(bool include, bool prepend, string sent, string seen) =>
        (await SeenAsync($"GET {sent} HTTP/1.1\r\nHost: x\r\n\r\n", "/base", o => (o.IncludePrefix, o.PrependPath) = (include, prepend)))
            .ShouldStartWith($"GET {seen} HTTP/1.1\r\n");

    [Test]
    public async Task With_host_routing_only_the_path_behind_the_host_is_cut()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = Remembering(seen);
        await using var proxy = await RunningProxy.StartAsync(o => (o.HostRouting, o.IncludePrefix) = (true, false));
        await proxy.AddRouteAsync("/a.example/user/a", backend.Url);
        await proxy.AskAsync("GET /user/a/x HTTP/1.1\r\nHost: A.Example:8000\r\n\r\n");
        (await seen.Task).ShouldStartWith("GET /x HTTP/1.1\r\n");
    }

    [Test]
    public async Task Ends_headers_of_the_connection_and_adds_where_it_came_from()
    {
        var head = await SeenAsync(
            "GET /user/a HTTP/1.1\r\nHost: pub.example:8000\r\nConnection: keep-alive, X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=5\r\n"
            + "Proxy-Authorization: x\r\nTE: gzip\r\nX-Twice: 1\r\nX-Twice: 2\r\nCookie: a=1\r\nCookie: b=2\r\nX-Bytes: \u00e9\u00ff\r\n\r\n");
        Lines(head).ShouldBe(
            [
                "Cookie: a=1; b=2", "Host: pub.example:8000", "X-Bytes: \u00e9\u00ff", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: pub.example:8000",
                "X-Forwarded-Port: 8000", "X-Forwarded-Proto: http", "X-Twice: 1, 2",
            ]);
    }

    [Test]
    public async Task Continues_forwarded_headers_that_were_there()
    {
        var head = await SeenAsync(
            "GET /user/a HTTP/1.1\r\nHost: pub.example\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: first.example\r\n\r\n");
        Lines(head).ShouldBe(
            [
                "Host: pub.example", "X-Forwarded-For: 1.2.3.4,127.0.0.1", "X-Forwarded-Host: first.example", "X-Forwarded-Port: 443,80",
                "X-Forwarded-Proto: https,http",
            ]);
    }

    [Test]
    public async Task Adds_no_forwarded_headers_if_told_so()
    {
        var head = await SeenAsync("GET /user/a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n", change: o => o.XForward = false);
        Lines(head).ShouldBe(["Host: x", "X-Forwarded-For: 1.2.3.4"]);
    }

    [Test]
    public async Task Custom_headers_take_the_place_of_the_clients()
    {
        var head = await SeenAsync("GET /user/a HTTP/1.1\r\nHost: x\r\nk1: old\r\n\r\n", change: o =>
        {
            o.XForward = false;
            o.CustomHeaders["K1"] = "v1";
            o.CustomHeaders["Host"] = "other.example";
        });
        Lines(head).ShouldBe(["Host: other.example", "K1: v1"]);
    }

    [Test]
    public async Task Change_origin_sends_the_targets_host()
    {
        var head = await SeenAsync("GET /user/a HTTP/1.1\r\nHost: pub.example\r\n\r\n", change: o => (o.ChangeOrigin, o.XForward) = (true, false));
        Lines(head).Single().ShouldMatch(@"^Host: 127\.0\.0\.1:\d+$");
    }

    [Test]
    public async Task A_host_cannot_be_dropped_by_listing_it()
    {
        var head = await SeenAsync("GET /user/a HTTP/1.1\r\nHost: x\r\nConnection: host, cookie, x-forwarded-for\r\nCookie: a\r\n\r\n");
        head.ShouldContain("Host: x\r\n");
        head.ShouldContain("Cookie: a\r\n");
        head.ShouldContain("X-Forwarded-For: 127.0.0.1\r\n");
    }

    [TestCase("GET")]
    [TestCase("HEAD")]
    [TestCase("PROPFIND")]
    [TestCase("WHATEVER")]
    public async Task Any_method_passes(string method) =>
        (await SeenAsync($"{method} /user/a HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith($"{method} /user/a HTTP/1.1\r\n");

    [TestCase("POST")]
    [TestCase("GET")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task A_chunked_body_stays_chunked_whatever_the_method(string method)
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            var text = await c.ReadHeadAsync() + await c.ReadToAsync("0\r\n\r\n");
            seen.TrySetResult(text);
            await c.SendAsync(RawBackend.Ok("done"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.XForward = false);
        await proxy.AskAsync($"{method} /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
        var text = await seen.Task;
        text.ShouldContain("Transfer-Encoding: chunked\r\n");
        text.ShouldNotContain("Content-Length");
        text.Split("\r\n\r\n", 2)[1].ShouldBeOneOf("6\r\nhello!\r\n0\r\n\r\n", "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
    }

    [Test]
    public async Task Request_trailers_pass_and_forbidden_ones_do_not()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            seen.TrySetResult(await c.ReadToAsync("\r\n\r\n"));
            await c.SendAsync(RawBackend.Ok("done"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        await proxy.AskAsync("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\nContent-Length: 99\r\n\r\n");
        (await seen.Task).ShouldEndWith("0\r\nX-Sum: 1\r\n\r\n");
    }

    [Test]
    public async Task A_chunked_upload_that_ends_in_a_packet_of_its_own_leaves_the_connection_open()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            await Eventually.IsTrueAsync(() => backend.Targets.Count == i + 1, "the first piece has arrived");
            await client.SendAsync("0\r\n\r\n");
            (await client.ReadResponseAsync()).Body.ShouldBe("ok");
        }

        proxy.Log.Lines.Where(l => l.Contains("error:")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_body_with_a_length_keeps_it()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            seen.TrySetResult(await c.ReadHeadAsync() + await c.ReadAsync(5));
            await c.SendAsync(RawBackend.Ok("done"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.XForward = false);
        await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        (await seen.Task).ShouldBe("GET /x HTTP/1.1\r\nContent-Length: 5\r\nHost: x\r\n\r\nhello");
    }

    [Test]
    public async Task Continue_is_said_at_once_and_asked_for_again()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            seen.TrySetResult(await c.ReadHeadAsync());
            await c.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await c.ReadAsync(5);
            await c.SendAsync(RawBackend.Ok("done"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        (await seen.Task).ShouldContain("Expect: 100-continue\r\n");
        await client.SendAsync("hello");
        (await client.ReadResponseAsync()).Body.ShouldBe("done");
    }

    [Test]
    public async Task An_upgrade_to_anything_but_a_websocket_is_a_plain_request()
    {
        var head = await SeenAsync(
            "GET /user/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", change: o => o.XForward = false);
        Lines(head).ShouldBe(["Host: x"]);
    }

    [Test]
    public async Task An_offer_of_HTTP_2_may_have_a_body()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = new RawBackend(async c =>
        {
            seen.TrySetResult(await c.ReadHeadAsync() + await c.ReadAsync(2));
            await c.SendAsync(RawBackend.Ok("ok"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.XForward = false);
        await proxy.AskAsync(
            "POST /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: 2\r\n\r\nab");
        (await seen.Task).ShouldBe("POST /x HTTP/1.1\r\nContent-Length: 2\r\nHost: x\r\n\r\nab");
    }

    [Test]
    public async Task A_tunnel_is_closed_without_an_answer()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = "http://127.0.0.1:1");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
        (await client.ReadToEndAsync()).ShouldBe("");
    }

    [Test]
    public async Task On_all_interfaces_a_client_of_IPv4_is_told_as_a_mapped_address()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = Remembering(seen);
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.Ip = null);
        using var client = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, proxy.Host.PublicEndPoint!.Port));
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        (await seen.Task).ShouldContain(Socket.OSSupportsIPv6 ? "X-Forwarded-For: ::ffff:127.0.0.1\r\n" : "X-Forwarded-For: 127.0.0.1\r\n");
    }

    [Test]
    public async Task A_target_can_be_a_unix_socket()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        await using var proxy = await RunningProxy.StartAsync(o => o.DefaultTarget = $"http+unix://{Uri.EscapeDataString(path)}/base");
        var asking = proxy.AskAsync("GET /x HTTP/1.1\r\nHost: pub\r\n\r\n");
        using var backend = new RawConnection(await listener.AcceptAsync());
        (await backend.ReadHeadAsync()).ShouldStartWith("GET /base/x HTTP/1.1\r\n");
        await backend.SendAsync(RawBackend.Ok("ok"));
        (await asking).Body.ShouldBe("ok");
    }

    private static async Task<string> SeenAsync(string request, string targetPath = "", Action<ProxyOptions>? change = null)
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = Remembering(seen);
        await using var proxy = await RunningProxy.StartAsync(change);
        await proxy.AddRouteAsync("/user/a", backend.Url + targetPath);
        using var connection = await proxy.ConnectAsync();
        await connection.SendAsync(request);
        var head = await connection.ReadHeadAsync();
        head.ShouldStartWith("HTTP/1.1 200 ");
        return await seen.Task;
    }

    private static RawBackend Remembering(TaskCompletionSource<string> seen) => RawBackend.Echoing(head =>
    {
        seen.TrySetResult(head);
        return head.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : RawBackend.Ok("ok");
    });

    private static string[] Lines(string head) => [.. head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
}
