using System.Net.Sockets;
using System.Text.Json.Nodes;
using Hub.Proxy.Logging;
using Hub.Proxy.Metrics;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Metrics;

public sealed class MetricsTests
{
    [Test]
    public async Task Everything_is_counted_under_the_names_people_know()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend, o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        await proxy.AddRouteAsync("/dead", "http://127.0.0.1:1");
        await proxy.Api.DeleteAsync("/api/routes/none");
        await proxy.Api.GetStringAsync("/api/routes");
        await proxy.AskAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        await proxy.AskAsync("GET /dead/x HTTP/1.1\r\nHost: x\r\n\r\n");
        await proxy.AskAsync("GET /dead/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await proxy.AskAsync("GET /_chp_healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Host.MetricsEndPoint!.Port}") };
        // A request is written into the books when its client has the answer already.
        await Eventually.IsTrueAsync(async () => (await client.GetStringAsync("/metrics")).Contains("prefix=\"/dead\"} 2"), "all is counted");
        using var answer = await client.GetAsync("/metrics");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        foreach (var line in new[]
            {
                "api_route_add 1", "api_route_delete 1", "api_route_get 1", "requests_web 2", "requests_ws 1", "requests_proxy{status=\"200\"} 1",
                "requests_proxy{status=\"503\"} 2", "requests_api{status=\"201\"} 1", "requests_api{status=\"404\"} 1", "find_target_for_req_count 3", "last_activity_updating_count 1",
                "hubproxy_request_duration_seconds_bucket{le=\"+Inf\"} 3", "hubproxy_request_duration_seconds_count 3", "hubproxy_routes 2", "hubproxy_errors_total{prefix=\"/dead\"} 2", "hubproxy_requests_active 0",
            })
            lines.ShouldContain(line);
        foreach (var name in new[] { "process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_open_fds ", "process_max_fds ", "dotnet_gc_pause_seconds_total ", "dotnet_gc_collections_total{generation=\"2\"} " })
            lines.ShouldContain(l => l.StartsWith(name));
        (await client.GetAsync("/other")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Bytes_of_bodies_are_counted_both_ways()
    {
        await using var backend = new CountingBackend();
        await using var proxy = await RunningProxy.StartAsync(backend.Raw, o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        await proxy.AskAsync($"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1234\r\n\r\n{new string('x', 1234)}");
        await Eventually.IsTrueAsync(async () => (await proxy.MetricsAsync()).Contains("hubproxy_received_bytes_total 1234"), "what came is counted");
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_sent_bytes_total 2");
    }

    [Test]
    public async Task They_can_be_served_on_a_unix_socket_to_any_method()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        await using (var proxy = await RunningProxy.StartAsync(o => o.MetricsSocket = path))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            using var connection = new RawConnection(socket);
            await connection.SendAsync("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            (await connection.ReadResponseAsync()).Body.ShouldContain("\nrequests_web 0\n");
        }

        File.Exists(path).ShouldBeFalse();
    }

    [Test]
    public async Task Clients_are_counted_while_they_are_connected()
    {
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        using (await proxy.ConnectAsync())
        using (await proxy.ConnectAsync())
            await Eventually.IsTrueAsync(async () => (await proxy.MetricsAsync()).Contains("hubproxy_connections_open 2"), "both are counted");
        await Eventually.IsTrueAsync(async () => (await proxy.MetricsAsync()).Contains("hubproxy_connections_open 0"), "and no more");
    }

    [Test]
    public async Task Errors_are_told_apart_by_at_most_fifty_prefixes()
    {
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        for (var i = 0; i < 60; i++)
        {
            await proxy.AddRouteAsync($"/p{i}", "nonsense");
            await proxy.AskAsync($"GET /p{i}/x HTTP/1.1\r\nHost: x\r\n\r\n");
        }

        await Eventually.IsTrueAsync(async () => (await proxy.MetricsAsync()).Contains("hubproxy_errors_total{prefix=\"other\"} 10"), "all are counted");
        (await proxy.MetricsAsync()).Count(l => l.StartsWith("hubproxy_errors_total{", StringComparison.Ordinal)).ShouldBe(51);
    }

    [Test]
    public void Quantiles_are_told_to_about_five_per_cent()
    {
        var histogram = new Histogram();
        for (var i = 1; i <= 1000; i++) histogram.Add(TimeSpan.FromMilliseconds(i));
        histogram.Quantile(0.5).ShouldBeInRange(0.5, 0.55);
        histogram.Quantile(0.99).ShouldBeInRange(0.99, 1.09);
        histogram.Sum.ShouldBe(500.5, 0.01);
        histogram.CountUpTo(0.25).ShouldBeInRange(225, 275);
    }

    [TestCase(AccessLogFormat.Common)]
    [TestCase(AccessLogFormat.Json)]
    public async Task The_access_log_has_a_line_per_request_without_its_query(AccessLogFormat format)
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var proxy = await RunningProxy.StartAsync(backend, o => o.AccessLog = format);
        await proxy.AskAsync("GET /x?token=y HTTP/1.1\r\nHost: x\r\n\r\n");
        string? line = null;
        await Eventually.IsTrueAsync(() => (line = proxy.Log.Lines.FirstOrDefault(l => !l.Contains("[ConfigProxy]"))) is not null, "the line is written");
        line!.ShouldNotContain("token");
        if (format == AccessLogFormat.Common) line!.ShouldMatch(@"^127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] ""GET /x HTTP/1\.1"" 200 2$");
        else ((int)JsonNode.Parse(line!)!["status"]!).ShouldBe(200);
    }
}
