using System.Text.Json.Nodes;
using Hub.Tests.Proxy.Support;

namespace Hub.Tests.Proxy.Routes;

/// <summary>Several proxies that one hub feeds.</summary>
public sealed class SideBySideTests
{
    [Test]
    public async Task Proxies_side_by_side_serve_the_same_routes_and_each_keeps_its_own_activity()
    {
        await using var backend = RawBackend.Answering(RawBackend.Ok("ok"));
        await using var a = await RunningProxy.StartAsync();
        await using var b = await RunningProxy.StartAsync();
        foreach (var proxy in new[] { a, b }) await proxy.AddRouteAsync("/user/x", backend.Url);
        var then = DateTimeOffset.UtcNow.AddDays(-1);
        foreach (var proxy in new[] { a, b }) proxy.Host.Table.Get("/user/x")!.Touch(then);
        (await a.Public.GetStringAsync("/user/x/")).ShouldBe("ok");
        var (first, second) = (await ActivityAsync(a), await ActivityAsync(b));
        first.ShouldBeGreaterThan(then.AddHours(1));
        second.ShouldBe(then, TimeSpan.FromMilliseconds(1));

        // Whoever asks all of them takes the latest; a route that is written again in one of them is untouched in the other.
        await b.AddRouteAsync("/user/x", backend.Url);
        (await ActivityAsync(a)).ShouldBe(first);
        await a.DeleteRouteAsync("/user/x");
        (await b.Public.GetStringAsync("/user/x/")).ShouldBe("ok");
    }

    private static async Task<DateTimeOffset> ActivityAsync(RunningProxy proxy) => DateTimeOffset.Parse(
        (string)JsonNode.Parse(await proxy.Api.GetStringAsync("/api/routes/user/x"))!["last_activity"]!, System.Globalization.CultureInfo.InvariantCulture);
}
