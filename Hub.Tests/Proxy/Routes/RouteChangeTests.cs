using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Routes;

/// <summary>Routes that change while there are clients.</summary>
public sealed class RouteChangeTests
{
    [Test]
    public async Task A_change_holds_from_the_next_request_on_also_on_open_connections()
    {
        await using var a = RawBackend.Answering(RawBackend.Ok("a"));
        await using var b = RawBackend.Answering(RawBackend.Ok("b"));
        await using var proxy = await RunningProxy.StartAsync(a);
        using var client = await proxy.ConnectAsync();
        (await AskAsync()).ShouldBe("a");
        await proxy.AddRouteAsync("/x", b.Url);
        (await AskAsync()).ShouldBe("b");
        await proxy.AddRouteAsync("/x", a.Url);
        (await AskAsync()).ShouldBe("a");
        await proxy.DeleteRouteAsync("/x");
        await proxy.AddRouteAsync("/", b.Url);
        (await AskAsync()).ShouldBe("b");

        async Task<string> AskAsync()
        {
            await client.SendAsync("GET /x/y HTTP/1.1\r\nHost: x\r\n\r\n");
            return (await client.ReadResponseAsync()).Body;
        }
    }

    [Test]
    public async Task A_request_under_way_ends_as_it_began_whatever_becomes_of_its_route()
    {
        var asked = new SemaphoreSlim(0);
        var step = new SemaphoreSlim(0);
        await using var backend = new RawBackend(async c =>
        {
            await c.ReadHeadAsync();
            await c.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
            asked.Release();
            await step.WaitAsync(TimeSpan.FromSeconds(15));
            await c.SendAsync("later");
        });
        await using var other = RawBackend.Answering(RawBackend.Ok("other"));
        await using var proxy = await RunningProxy.StartAsync(o => o.RouteGrace = TimeSpan.Zero);
        await proxy.AddRouteAsync("/x", backend.Url);
        using var moved = await proxy.ConnectAsync();
        await moved.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        using var orphaned = await proxy.ConnectAsync();
        await orphaned.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        for (var i = 0; i < 2; i++) (await asked.WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        await proxy.AddRouteAsync("/x", other.Url);
        await proxy.DeleteRouteAsync("/x");
        step.Release(2);
        foreach (var client in new[] { moved, orphaned }) (await client.ReadResponseAsync()).Body.ShouldBe("firstlater");
        await Eventually.IsTrueAsync(() => proxy.Host.Upstreams.Counters.Open == 0, "no connection is left");
    }
}
