using System.Collections.Concurrent;
using System.Diagnostics;
using Hub.Domain.Configuration;
using Hub.Domain.Metrics;
using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Services;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Holds the proxy's table against the one the rows ask for, and mends what differs.</summary>
public sealed class RouteRound(
    IServerStore servers, IServiceStore services, IExtraRouteStore extraRoutes, ReplicaPresence replicas, IProxy proxy, RouteDoubt doubt, HubUrls urls,
    ProxyClientOptions options, HubMetrics metrics, ILogger<RouteRound> log)
{
    public async Task<RouteChanges> RunOnceAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var doubts = doubt.Raised;
        var inTransition = new ConcurrentDictionary<int, bool>();
        var changes = await proxy.SyncAsync(token => WantedAsync(inTransition, token), ct);
        doubt.Settle(doubts, inTransition.Keys.ToHashSet());
        metrics.RoutesChecked(Stopwatch.GetElapsedTime(began));
        if (changes.Count > 0)
            log.LogInformation("{Count} routes of the proxy were wrong and are mended", changes.Count);
        return changes;
    }

    /// <summary>Fills the table of a proxy that has just come up.</summary>
    public async Task FillAsync(CancellationToken ct) => await proxy.ReplaceAllAsync(await WantedAsync(ct), ct);

    /// <summary>Every route there should be now.</summary>
    public Task<WantedRoutes> WantedAsync(CancellationToken ct) => WantedAsync([], ct);

    /// <param name="inTransition">Gets the servers whose routes are left alone, because a transition is at them.</param>
    private async Task<WantedRoutes> WantedAsync(ConcurrentDictionary<int, bool> inTransition, CancellationToken ct)
    {
        var hub = new HubRoute(
            replicas.Address, urls.BaseUrl, urls.HasSubdomains, urls.HubRoutespec == urls.BaseUrl ? null : urls.HubRoutespec)
        {
            Replicas = [.. (await replicas.ReadyAsync(ct)).Select(replica => replica.Address)],
        };
        var all = await servers.ActiveAsync(ct);
        foreach (var server in all.Where(server => server.State != ServerState.Ready))
            inTransition[server.Id] = true;
        var active = all
            .Select(server => new ServerRoute(server.User!.Name, server.Name, server.State == ServerState.Ready ? server.Address : null, urls.UserDomain(server.User.Name)));
        var withPages = (await services.ListAsync(ct)).Where(found => found.Service.Url is not null)
            .Select(found => new ServiceRoute(found.Service.Name, found.Service.Url!, urls.ServiceDomain(found.Service.Name)));
        var byHand = options.ExtraRoutes.Select(route => new ExtraRoute { Routespec = route.Key, Target = route.Value })
            .Concat(await extraRoutes.ListAsync(ct));
        return WantedRoutes.Build(hub, active, withPages, byHand);
    }
}
