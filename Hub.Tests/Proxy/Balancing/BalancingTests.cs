using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Balancing;

public sealed class BalancingTests
{
    [Test]
    public async Task Requests_go_to_all_targets_in_turn()
    {
        await using var a = RawBackend.Answering(RawBackend.Ok("a"));
        await using var b = RawBackend.Answering(RawBackend.Ok("b"));
        await using var c = RawBackend.Answering(RawBackend.Ok("c"));
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [a.Url, b.Url, c.Url], null);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 30; i++)
        {
            var answer = await proxy.Public.GetStringAsync("/x");
            counts[answer] = counts.GetValueOrDefault(answer) + 1;
        }

        counts.ShouldBe(new Dictionary<string, int> { ["a"] = 10, ["b"] = 10, ["c"] = 10 }, ignoreOrder: true);
    }

    [Test]
    public async Task The_target_with_the_fewest_waiting_requests_is_taken()
    {
        var asked = new TaskCompletionSource();
        await using var slow = new RawBackend(async connection =>
        {
            await connection.ReadHeadAsync();
            asked.TrySetResult();
            await connection.ReadToEndAsync();
        });
        await using var quick = RawBackend.Answering(RawBackend.Ok("quick"));
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [slow.Url, quick.Url], null);
        using var waiting = await proxy.ConnectAsync();
        await waiting.SendAsync("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        await asked.Task;
        for (var i = 0; i < 10; i++) (await proxy.Public.GetStringAsync("/x")).ShouldBe("quick");
    }

    [Test]
    public async Task Each_target_gets_its_own_path_and_host()
    {
        await using var a = RawBackend.Echoing(head => RawBackend.Ok(head.Split("\r\n")[0] + HostOf(head)));
        await using var b = RawBackend.Echoing(head => RawBackend.Ok(head.Split("\r\n")[0] + HostOf(head)));
        await using var proxy = await RunningProxy.StartAsync(o => o.ChangeOrigin = true);
        await proxy.AddRouteAsync("/", [a.Url + "/a", b.Url + "/b?q=1"], null);
        var answers = new[] { await proxy.Public.GetStringAsync("/x"), await proxy.Public.GetStringAsync("/x") };
        answers.ShouldBe([$"GET /a/x HTTP/1.1 Host: 127.0.0.1:{a.Port}", $"GET /b/x?q=1 HTTP/1.1 Host: 127.0.0.1:{b.Port}"], ignoreOrder: true);
    }

    [Test]
    public async Task A_target_that_fails_its_check_gets_nothing_until_it_passes()
    {
        var isWell = true;
        await using var a = RawBackend.Echoing(head => head.Contains("/health")
            ? Volatile.Read(ref isWell) ? RawBackend.Ok("") : "HTTP/1.1 503 Not now\r\nContent-Length: 0\r\n\r\n"
            : RawBackend.Ok("a"));
        await using var b = RawBackend.Echoing(_ => RawBackend.Ok("b"));
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        await proxy.AddRouteAsync("/", [a.Url, b.Url], "/health?full=1");
        Volatile.Write(ref isWell, false);
        await proxy.LogsAsync($"Target {a.Url} ejected: /health?full=1 answered 503");
        for (var i = 0; i < 10; i++) (await proxy.Public.GetStringAsync("/x")).ShouldBe("b");
        var metrics = await proxy.MetricsAsync();
        metrics.ShouldContain("hubproxy_balanced_targets 2");
        metrics.ShouldContain("hubproxy_balanced_targets_ejected 1");
        metrics.ShouldContain("hubproxy_target_ejections_total 1");
        Volatile.Write(ref isWell, true);
        await proxy.LogsAsync($"Target {a.Url} is back");
        await Eventually.IsTrueAsync(async () => await proxy.Public.GetStringAsync("/x") == "a", "the target is used again");
    }

    [Test]
    public async Task If_none_is_well_they_are_used_all_the_same()
    {
        await using var a = RawBackend.Echoing(head => head.Contains("/health") ? "HTTP/1.1 500 Ill\r\nContent-Length: 0\r\n\r\n" : RawBackend.Ok("a"));
        await using var proxy = await RunningProxy.StartAsync();
        await proxy.AddRouteAsync("/", [a.Url, "http://127.0.0.1:1"], "/health");
        await proxy.LogsAsync($"Target {a.Url} ejected");
        await proxy.LogsAsync("Target http://127.0.0.1:1 ejected");
        for (var i = 0; i < 5; i++) (await proxy.Public.GetStringAsync("/x")).ShouldBe("a");
    }

    [Test]
    public async Task Checks_end_with_the_last_route_that_names_the_target()
    {
        await using var a = RawBackend.Answering(RawBackend.Ok("a"));
        await using var b = RawBackend.Answering(RawBackend.Ok("b"));
        await using var proxy = await RunningProxy.StartAsync(o => (o.MetricsIp, o.MetricsPort) = ("127.0.0.1", 0));
        await proxy.AddRouteAsync("/x", [a.Url, b.Url], "/health");
        await proxy.AddRouteAsync("/y", [b.Url, a.Url], "/health");
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_balanced_targets 2");
        await proxy.DeleteRouteAsync("/x");
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_balanced_targets 2");
        await proxy.DeleteRouteAsync("/y");
        (await proxy.MetricsAsync()).ShouldContain("hubproxy_balanced_targets 0");
        proxy.Host.Upstreams.Count.ShouldBe(0);
    }

    private static string HostOf(string head) => " " + head.Split("\r\n").Single(l => l.StartsWith("Host:"));
}
