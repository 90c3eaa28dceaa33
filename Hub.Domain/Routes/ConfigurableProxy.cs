using System.Net;
using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Routes;

/// <summary>A proxy that speaks configurable-http-proxy's routing-table API.</summary>
public sealed class ConfigurableProxy : IProxy, IDisposable
{
    private readonly ProxyApi _api;
    private readonly bool _hostRouting;
    private readonly ILogger<ConfigurableProxy> _log;

    /// <param name="settings">Where the proxy is, and how to talk to it.</param>
    /// <param name="time">The clock that tries again go by.</param>
    /// <param name="log">Gets every request that had to be repeated.</param>
    /// <param name="handler">For certificates of one's own; null for the ordinary one.</param>
    public ConfigurableProxy(
        ConfigurableProxySettings settings, TimeProvider time, ILogger<ConfigurableProxy> log, HttpMessageHandler? handler = null)
    {
        _api = new ProxyApi(settings, handler ?? OrdinaryHandler(), time, log);
        _hostRouting = settings.HostRouting;
        _log = log;
    }

    /// <summary>May be changed while running: a proxy can move, and its token too.</summary>
    public ProxyEndpoint Endpoint
    {
        get => _api.Endpoint;
        set => _api.Endpoint = value;
    }

    public Task AddAsync(Routespec routespec, string target, RouteData data, CancellationToken ct)
    {
        if (!routespec.Routable)
            throw new InvalidInputException($"No request can be routed to {routespec}: the name is no part of a URL path");
        return _api.SendAsync(HttpMethod.Post, routespec.ToApiPath(), RouteWire.ToJson(routespec, target, data, _hostRouting), ct,
            HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.NoContent);
    }

    public async Task DeleteAsync(Routespec routespec, CancellationToken ct)
    {
        var answer = await _api.SendAsync(HttpMethod.Delete, routespec.ToApiPath(), null, ct,
            HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.NotFound);
        if (answer.Status == HttpStatusCode.NotFound)
            _log.LogInformation("Route {Routespec} was gone already", routespec);
    }

    public async Task<IReadOnlyList<Route>> GetAllAsync(CancellationToken ct) => Ours(await GetTableAsync(ct));

    public async Task<RouteChanges> SyncAsync(Func<CancellationToken, Task<WantedRoutes>> wanted, CancellationToken ct)
    {
        var actual = await GetAllAsync(ct);
        var changes = RouteCheck.Compare(await wanted(ct), actual);
        await changes.ApplyAsync(this, ct);
        return changes;
    }

    public async Task ReplaceAllAsync(WantedRoutes wanted, CancellationToken ct)
    {
        var table = await GetTableAsync(ct);
        var changes = RouteCheck.Compare(wanted, Ours(table));
        if (changes.Count == 0)
            return;
        // What others put there, what is in transition and what is right already stays as it is, with its last activity.
        var stale = changes.ToDelete.ToHashSet();
        foreach (var (key, entry) in table.ToList())
        {
            if (RouteWire.FromJson(key, entry, _hostRouting) is { } route && stale.Contains(route.Routespec))
                table.Remove(key);
        }
        foreach (var route in changes.ToAdd.Concat(changes.ToCorrect))
            table[route.Routespec.ToTableKey()] = RouteWire.ToJson(route.Routespec, route.Target, route.Data, _hostRouting);
        var answer = await _api.SendAsync(HttpMethod.Put, "", table, ct,
            HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.MethodNotAllowed);
        // configurable-http-proxy itself cannot replace its table.
        if (answer.Status == HttpStatusCode.MethodNotAllowed)
            await this.SyncAsync(wanted, ct);
    }

    public void Dispose() => _api.Dispose();

    private async Task<JsonObject> GetTableAsync(CancellationToken ct)
    {
        var answer = await _api.SendAsync(HttpMethod.Get, "", null, ct, HttpStatusCode.OK);
        return answer.Table() ?? throw new ProxyException(
            $"What {Endpoint} answers is no routing table, so this is not the proxy's API: check ConfigurableHTTPProxy.api_url");
    }

    private List<Route> Ours(JsonObject table) =>
        [.. table.Select(entry => RouteWire.FromJson(entry.Key, entry.Value, _hostRouting)).OfType<Route>()];

    private static SocketsHttpHandler OrdinaryHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Names move to other machines; a connection kept for ever would not.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = null,
    };
}
