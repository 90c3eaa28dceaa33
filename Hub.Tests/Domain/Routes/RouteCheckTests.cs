using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Routes;

namespace Hub.Tests.Domain.Routes;

public sealed class RouteCheckTests
{
    private static readonly Route Hub = new(Routespec.Root, "http://hub:8081", RouteData.ForHub);
    private static readonly Route Ada = new(Routespec.Parse("/user/ada/"), "http://10.0.0.1:8888", RouteData.ForServer("ada", ""));

    [Test]
    public void An_empty_table_needs_everything() => Compare([Hub, Ada]).ToAdd.ShouldBe([Hub, Ada]);

    [Test]
    public void A_table_in_order_needs_nothing() =>
        Compare([Hub, Ada], Ada with { LastActivity = DateTimeOffset.UnixEpoch, Target = "http://10.0.0.1:8888/" }, Hub).Count.ShouldBe(0);

    [Test]
    public void A_moved_server_is_corrected() => Compare([Ada], Ada with { Target = "http://10.0.0.2:8888" }).ToCorrect.ShouldBe([Ada]);

    [Test]
    public void A_route_with_another_owner_is_corrected() =>
        Compare([Ada], Ada with { Data = RouteData.ForServer("eve", "") }).ToCorrect.ShouldBe([Ada]);

    [Test]
    public void A_route_that_nobody_wants_is_deleted()
    {
        var nobodys = new Route(Routespec.Parse("/old/"), "http://gone:1", RouteData.Unknown);
        Compare([Hub], Hub, Ada, nobodys).ToDelete.ShouldBe([nobodys.Routespec, Ada.Routespec]);
    }

    [Test]
    public void A_server_in_transition_keeps_its_route_or_its_absence()
    {
        var wanted = new WantedRoutes([Hub], new HashSet<Routespec> { Ada.Routespec });
        RouteCheck.Compare(wanted, [Hub, Ada]).Count.ShouldBe(0);
        RouteCheck.Compare(wanted, [Hub]).Count.ShouldBe(0);
    }

    [Test]
    public void Applied_changes_make_the_table_as_wanted_and_leave_nothing_to_do() =>
        Prop.ForAll(RouteArbitraries.Table, RouteArbitraries.Table, RouteArbitraries.Table, (routes, actual, pending) =>
        {
            var undecided = pending.Select(route => route.Routespec).Except(routes.Select(route => route.Routespec)).ToHashSet();
            var wanted = new WantedRoutes(routes, undecided);
            var table = Apply(RouteCheck.Compare(wanted, actual), actual);
            var kept = actual.Where(route => undecided.Contains(route.Routespec));
            return RouteCheck.Compare(wanted, table).Count == 0
                && table.Select(route => route.Routespec).Order().SequenceEqual(routes.Concat(kept).Select(route => route.Routespec).Order())
                && routes.TrueForAll(route => table.Exists(route.Agrees));
        }).QuickCheckThrowOnFailure();

    private static RouteChanges Compare(IReadOnlyList<Route> wanted, params IReadOnlyList<Route> actual) =>
        RouteCheck.Compare(new WantedRoutes(wanted, new HashSet<Routespec>()), actual);

    private static List<Route> Apply(RouteChanges changes, IEnumerable<Route> table)
    {
        var result = table.ToDictionary(route => route.Routespec);
        foreach (var route in changes.ToAdd.Concat(changes.ToCorrect))
            result[route.Routespec] = route;
        foreach (var routespec in changes.ToDelete)
            result.Remove(routespec);
        return [.. result.Values];
    }
}
