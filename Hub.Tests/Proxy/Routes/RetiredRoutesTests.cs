using System.Collections.Concurrent;
using Hub.Proxy.Routes;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Routes;

public sealed class RetiredRoutesTests
{
    [Test]
    public async Task Fifty_thousand_routes_that_go_share_one_timer_and_end_in_order()
    {
        var clock = new CountingClock();
        var ended = new ConcurrentQueue<Route>();
        using var retired = new RetiredRoutes(TimeSpan.FromMilliseconds(100), clock, ended.Enqueue);
        var routes = Enumerable.Range(0, 50_000).Select(i => RouteTableTests.Make($"/user/u{i}")).ToList();
        var began = clock.GetTimestamp();
        foreach (var route in routes) retired.Add(route);
        await Eventually.IsTrueAsync(() => ended.Count == routes.Count, "all have ended", seconds: 30);
        clock.GetElapsedTime(began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100));
        ended.ShouldBe(routes);
        clock.Timers.ShouldBe(1);
    }

    [Test]
    public async Task A_route_that_goes_later_has_its_full_time()
    {
        var clock = new CountingClock();
        var grace = TimeSpan.FromMilliseconds(200);
        var ended = new ConcurrentQueue<(Route Route, long At)>();
        using var retired = new RetiredRoutes(grace, clock, route => ended.Enqueue((route, clock.GetTimestamp())));
        var (first, second) = (RouteTableTests.Make("/first"), RouteTableTests.Make("/second"));
        var began = clock.GetTimestamp();
        retired.Add(first);
        await Eventually.IsTrueAsync(() => clock.GetElapsedTime(began) > grace / 2, "half of its time is over");
        began = clock.GetTimestamp();
        retired.Add(second);
        await Eventually.IsTrueAsync(() => ended.Count == 2, "both have ended");
        ended.Select(e => e.Route).ShouldBe([first, second]);
        clock.GetElapsedTime(began, ended.Last().At).ShouldBeGreaterThanOrEqualTo(grace);
    }

    private sealed class CountingClock : TimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
