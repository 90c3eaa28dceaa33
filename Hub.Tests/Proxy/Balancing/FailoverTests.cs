using System.Collections.Concurrent;
using System.Net;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Balancing;

public sealed class FailoverTests
{
    private const string Dead = "http://127.0.0.1:1";

    private const string Upgrade = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n";

    [TestCase("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")]
    [TestCase("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")]
    [TestCase("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("DELETE /x HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task A_target_that_refuses_costs_no_request(string request)
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        await proxy.AddRouteAsync("/", [Dead, backend.Raw.Url], null);
        for (var i = 0; i < 4; i++) (await proxy.AskAsync(request)).Body.ShouldBe("ok");
        backend.Targets.Count.ShouldBe(4);
        backend.Malformed.ShouldBeEmpty();
        proxy.Log.Lines.ShouldContain(l => l.Contains($"warn: Target {Dead} ejected: connect {Dead}"));
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_target_retries_total 1");
    }

    [Test]
    public async Task A_websocket_opens_on_another_target_too()
    {
        await using var backend = new RawBackend(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            await connection.EchoAsync();
        });
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [Dead, backend.Url], null);
        for (var i = 0; i < 3; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Upgrade);
            (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 101");
            await client.SendAsync("hello");
            (await client.ReadAsync(5)).ShouldBe("hello");
        }
    }

    [TestCase("GET", true)]
    [TestCase("HEAD", true)]
    [TestCase("OPTIONS", true)]
    [TestCase("POST", false)]
    [TestCase("DELETE", false)]
    [TestCase("PUT", false)]
    public async Task What_was_sent_and_not_answered_is_asked_elsewhere_only_if_it_is_safe(string method, bool elsewhere)
    {
        var asked = new ConcurrentQueue<string>();
        await using var dying = new RawBackend(async connection =>
        {
            asked.Enqueue(await connection.ReadHeadAsync());
            connection.Reset();
        });
        await using var well = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [dying.Url, well.Raw.Url], null);
        var statuses = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync($"{method} /x HTTP/1.1\r\nHost: x\r\n\r\n");
            statuses.Add((await client.ReadHeadAsync()).Split(' ')[1]);
        }

        asked.Count.ShouldBe(1);
        statuses.Order().ShouldBe(elsewhere ? ["200", "200"] : ["200", "503"]);
        well.Targets.Count.ShouldBe(elsewhere ? 2 : 1);
    }

    [Test]
    public async Task A_get_with_a_body_is_not_sent_twice()
    {
        await using var dying = new RawBackend(async connection => await connection.ReadHeadAsync());
        await using var well = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [dying.Url, well.Raw.Url], null);
        var heads = new List<string>();
        for (var i = 0; i < 2; i++) heads.Add((await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok")).Head);
        heads.Count(h => h.StartsWith("HTTP/1.1 503")).ShouldBe(1);
    }

    [Test]
    public async Task An_answer_that_has_begun_is_never_asked_for_again()
    {
        await using var dying = new RawBackend(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 O");
        });
        await using var well = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [dying.Url, well.Raw.Url], null);
        var heads = new List<string>();
        for (var i = 0; i < 2; i++) heads.Add((await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Head);
        heads.Count(h => h.StartsWith("HTTP/1.1 503")).ShouldBe(1);
        well.Targets.Count.ShouldBe(1);
    }

    [Test]
    public async Task Silence_is_answered_with_503_and_not_asked_for_elsewhere()
    {
        await using var silent = new RawBackend(async connection => await connection.ReadToEndAsync());
        await using var proxy = await RunningProxy.StartAsync(o => o.ProxyTimeout = TimeSpan.FromMilliseconds(700));
        await using var well = new CountingBackend();
        await proxy.AddRouteAsync("/", [silent.Url, well.Raw.Url], null);
        var heads = new List<string>();
        for (var i = 0; i < 2; i++) heads.Add((await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")).Head);
        heads.Count(h => h.StartsWith("HTTP/1.1 503")).ShouldBe(1);
        well.Targets.Count.ShouldBe(1);
    }

    [Test]
    public async Task When_all_refuse_it_is_503()
    {
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [Dead, "http://127.0.0.1:2"], null);
        (await proxy.AskAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok")).Head.ShouldStartWith("HTTP/1.1 503");
    }

    [Test]
    public async Task Websockets_stay_when_the_list_changes_and_their_target_is_still_on_it()
    {
        await using var a = Sockets();
        await using var b = Sockets();
        await using var c = Sockets();
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.FromMilliseconds(50));
        await proxy.AddRouteAsync("/", [a.Url, b.Url], null);
        using var first = await OpenAsync(proxy);
        using var second = await OpenAsync(proxy);
        await proxy.AddRouteAsync("/", [c.Url, b.Url], null);
        await Eventually.IsTrueAsync(() => a.Open == 0, "the target that left has no WebSocket");
        await proxy.AddRouteAsync("/", [b.Url, c.Url], null);
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Count == 2, "the route before is over");
        b.Open.ShouldBe(1);
        proxy.Host.Streams.Count.ShouldBe(1);
    }

    /// <summary>Two real processes, one of which dies in the middle of it.</summary>
    [Test]
    public async Task Killing_a_target_in_the_middle_loses_no_get()
    {
        await using var end = new CountingBackend();
        var (first, firstUrl, _) = await ProxyProcess.StartReadyAsync("--default-target", end.Raw.Url, "--log-level", "error");
        var (second, secondUrl, _) = await ProxyProcess.StartReadyAsync("--default-target", end.Raw.Url, "--log-level", "error");
        using var firstProcess = first;
        using var secondProcess = second;
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [firstUrl.ToString(), secondUrl.ToString()], "/_chp_healthz");
        using var enough = new CancellationTokenSource();
        var answered = 0;
        var clients = Enumerable.Range(0, 8).Select(async _ =>
        {
            var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
            while (!enough.IsCancellationRequested)
            {
                using var answer = await proxy.Public.GetAsync("/x");
                statuses.AddOrUpdate(answer.StatusCode, 1, (_, n) => n + 1);
                Interlocked.Increment(ref answered);
            }

            return statuses;
        }).ToList();
        await Eventually.IsTrueAsync(() => Volatile.Read(ref answered) > 500, "requests flow");
        first.KillHard();
        await proxy.LogsAsync($"Target {firstUrl.ToString().TrimEnd('/')} ejected");
        var then = Volatile.Read(ref answered);
        await Eventually.IsTrueAsync(() => Volatile.Read(ref answered) > then + 500, "requests still flow");
        await enough.CancelAsync();
        foreach (var statuses in await Task.WhenAll(clients)) statuses.Keys.ShouldBe([HttpStatusCode.OK]);
    }

    private static RawBackend Sockets() => new(async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await connection.EchoAsync();
    });

    private static async Task<RawConnection> OpenAsync(RunningProxy proxy)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Upgrade);
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 101");
        return client;
    }
}
