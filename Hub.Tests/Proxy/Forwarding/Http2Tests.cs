using System.Net;
using System.Text;
using Hub.Proxy;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Forwarding;

/// <summary>HTTP/2 without TLS, by clients that know that it is spoken.</summary>
public sealed class Http2Tests
{
    [Test]
    public async Task A_plain_request_passes_and_the_backend_hears_HTTP_1_1()
    {
        var seen = new TaskCompletionSource<string>();
        await using var backend = RawBackend.Echoing(head =>
        {
            seen.TrySetResult(head);
            return "HTTP/1.1 299 Very Fine\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nConnection: X-Private\r\nX-Private: 1\r\n\r\nok";
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = Client(proxy);
        using var request = Request(HttpMethod.Get, "/x%2Fy//z?q=%20");
        request.Headers.Add("Cookie", "c=1");
        request.Headers.Add("X-A", "b");
        using var answer = await client.SendAsync(request);
        answer.Version.ShouldBe(HttpVersion.Version20);
        ((int)answer.StatusCode).ShouldBe(299);
        answer.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        answer.Headers.Contains("X-Private").ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("ok");
        var port = proxy.Host.PublicEndPoint!.Port;
        (await seen.Task).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ShouldBe(
            [
                "Cookie: c=1", "GET /x%2Fy//z?q=%20 HTTP/1.1", $"Host: 127.0.0.1:{port}", "x-a: b", "X-Forwarded-For: 127.0.0.1",
                $"X-Forwarded-Host: 127.0.0.1:{port}", $"X-Forwarded-Port: {port}", "X-Forwarded-Proto: http",
            ], ignoreOrder: true);
    }

    [Test]
    public async Task Uploads_of_known_and_unknown_length_arrive_whole()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw);
        using var client = Client(proxy);
        var data = new byte[300_000];
        using var known = await client.PutAsync("/known", new ByteArrayContent(data));
        (await known.Content.ReadAsStringAsync()).ShouldBe("ok");
        using var request = Request(HttpMethod.Post, "/unknown");
        request.Content = new StreamContent(new Endless(data));
        using var unknown = await client.SendAsync(request);
        (await unknown.Content.ReadAsStringAsync()).ShouldBe("ok");
        backend.Targets.ShouldBe(["/known", "/unknown"]);
        backend.Malformed.ShouldBeEmpty();
    }

    [Test]
    public async Task Trailers_and_events_pass()
    {
        var step = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n");
            await step.WaitAsync(TimeSpan.FromSeconds(10));
            await c.SendAsync("5\r\nfirst\r\n");
            await step.WaitAsync(TimeSpan.FromSeconds(10));
            await c.SendAsync("0\r\nX-Sum: 7\r\n\r\n");
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = Client(proxy);
        using var answer = await client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        step.Release();
        var buffer = new byte[16];
        Encoding.ASCII.GetString(buffer, 0, await body.ReadAtLeastAsync(buffer, 5)).ShouldBe("first");
        step.Release();
        (await body.ReadAsync(buffer)).ShouldBe(0);
        answer.TrailingHeaders.GetValues("X-Sum").ShouldBe(["7"]);
    }

    [Test]
    public async Task A_stream_that_is_reset_takes_the_backends_request_with_it_and_no_other()
    {
        var asked = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            var head = await c.ReadHeadAsync();
            asked.Release();
            if (head.StartsWith("GET /waits", StringComparison.Ordinal)) await c.ReadToEndAsync();
            else await c.SendAsync(RawBackend.Ok("ok"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend);
        using var client = Client(proxy);
        using var leaving = new CancellationTokenSource();
        var gone = client.GetAsync("/waits/a", leaving.Token);
        var stays = client.GetAsync("/waits/b");
        for (var i = 0; i < 2; i++) (await asked.WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);
        await Eventually.IsTrueAsync(() => backend.Open == 1, "one of the backend's requests has ended");
        stays.IsCompleted.ShouldBeFalse();
        (await client.GetStringAsync("/next")).ShouldBe("ok");
    }

    [Test]
    public async Task A_response_that_breaks_off_resets_the_stream_and_not_the_connection()
    {
        await using var backend = new RawBackend(async c =>
        {
            var head = await c.ReadHeadAsync();
            await c.SendAsync(head.StartsWith("GET /broken", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart" : RawBackend.Ok("ok"));
        });
        await using var proxy = await RunningProxy.StartAsync(backend, Counted);
        using var client = Client(proxy);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/broken"));
        (await client.GetStringAsync("/sound")).ShouldBe("ok");
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_connections_open 1");
    }

    [Test]
    public async Task It_can_be_turned_off()
    {
        await using var proxy = await RunningProxy.StartAsync(o => o.Http2 = false);
        using var client = Client(proxy);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/_chp_healthz"));
    }

    private static void Counted(ProxyOptions options) => (options.MetricsIp, options.MetricsPort) = ("127.0.0.1", 0);

    // What a client would do by default does not hold for messages made by hand.
    private static HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static HttpClient Client(RunningProxy proxy) => new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = proxy.Public.BaseAddress,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>A stream that does not tell its length.</summary>
    private sealed class Endless(byte[] data) : MemoryStream(data)
    {
        public override bool CanSeek => false;
    }
}
