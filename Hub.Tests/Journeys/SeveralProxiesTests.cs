using System.Text.Json.Nodes;
using Hub.Tests.Journeys.Support;
using Hub.Tests.Proxy.Support;
using Hub.Tests.Support;
using Eventually = Hub.Tests.Support.Eventually;

namespace Hub.Tests.Journeys;

/// <summary>A hub that feeds a proxy beside its own.</summary>
public sealed class SeveralProxiesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly (int Public, int Api) ports = (FreePort.Next(), FreePort.Next());

    [Test]
    public async Task A_further_proxy_takes_visitors_too_and_holds_nobody_up_while_it_is_away()
    {
        await using var database = await TestPostgres.DatabaseAsync();
        var further = await StartProxyAsync();
        await using var place = new HubPlace(
            ("JupyterHub.db_url", database.ConnectionString),
            ("HubFurtherProxies.api_urls", new JsonArray($"http://127.0.0.1:{ports.Api}")),
            ("HubFurtherProxies.auth_token", RunningProxy.Token));
        await place.StartAsync();
        using var own = place.Rest();
        using var there = new HubRest(new Uri($"http://127.0.0.1:{ports.Public}"), HubPlace.AdminToken);
        await own.AddUserAsync("ada");
        await own.StartServerAsync("ada");
        (await own.GetAsync("/user/ada/")).ShouldBeStatus(200);
        await Eventually.True(async () => (await there.GetAsync("/user/ada/")).Status == 200, Patience);
        (await there.GetAsync("users/ada")).ShouldBeStatus(200);

        await further.DisposeAsync();
        await own.AddUserAsync("bob");
        await own.StartServerAsync("bob");
        (await own.GetAsync("/user/bob/")).ShouldBeStatus(200);
        (await own.DeleteAsync("users/ada/server")).Status.ShouldBeOneOf(202, 204);
        await Eventually.True(async () => await own.ServerAsync("ada") is null, Patience);

        await using var again = await StartProxyAsync();
        await Eventually.True(async () => (await there.GetAsync("/user/bob/")).Status == 200, Patience);
        await Eventually.True(async () => (await there.GetAsync("/user/ada/")).Status == 302, Patience, "what is gone leads to the hub");
    }

    private Task<RunningProxy> StartProxyAsync() => RunningProxy.StartAsync(options => (options.Port, options.ApiPort) = (ports.Public, ports.Api));
}
