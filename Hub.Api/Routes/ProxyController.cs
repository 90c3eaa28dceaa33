using Hub.Api.Access;
using Hub.Api.Wire.Lists;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Routes;

/// <summary>The proxy and its routes.</summary>
[Route("proxy")]
public sealed class ProxyController(IProxy proxy, ConfigurableProxy movable, ProxyMoves moves, RouteRound round, ExtraRoutes extraRoutes) : HubApiController
{
    /// <summary>List the proxy's routes, by routespec.</summary>
    [HttpGet, NeedsScope("proxy")]
    [ProducesResponseType<IReadOnlyDictionary<string, RouteModel>>(200)]
    public async Task<IActionResult> List(Paging paging, CancellationToken ct)
    {
        var routes = (await proxy.GetAllAsync(ct)).OrderBy(route => route.Routespec).ToList();
        var page = routes.Skip(paging.Page.Offset).Take(paging.Page.Limit).ToDictionary(route => route.Routespec.Text, RouteModel.From);
        return paging.Answer(page, routes.Count);
    }

    /// <summary>Mend the proxy's routes now; or, with <c>path</c> and <c>target</c>, add a route by hand.</summary>
    /// <response code="409">The path is one the hub keeps itself.</response>
    [HttpPost, NeedsScope("proxy")]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Sync([FromBody] ExtraRouteRequest? request, CancellationToken ct)
    {
        if (request?.Route is var (path, target))
            await extraRoutes.AddAsync(path, target, ct);
        else
            await round.RunOnceAsync(ct);
        return Done();
    }

    /// <summary>Tell the hubs of another proxy: its routes go there from now on.</summary>
    /// <remarks>All hubs that keep the routes of the same proxy follow within a second.</remarks>
    [HttpPatch, NeedsScope("proxy")]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Move([FromBody] OtherProxyRequest request, CancellationToken ct)
    {
        var now = movable.Endpoint;
        await moves.MoveAsync(new ProxyEndpoint(request.Url is { } url ? new Uri(url) : now.ApiUrl, request.Token ?? now.AuthToken), ct);
        await round.RunOnceAsync(ct);
        return Done();
    }

    /// <summary>Remove a route that was added by hand.</summary>
    [HttpDelete("{path}"), NeedsScope("proxy")]
    [ProducesResponseType(204)]
    public async Task<IActionResult> Remove(string path, CancellationToken ct)
    {
        await extraRoutes.RemoveAsync(path, ct);
        return NoContent();
    }

    /// <summary>The same for a path of several segments. One template for both would take DELETE without any path for its own.</summary>
    [HttpDelete("{path}/{**rest}"), NeedsScope("proxy"), ApiExplorerSettings(IgnoreApi = true)]
    public Task<IActionResult> RemoveDeeper(string path, string rest, CancellationToken ct) => Remove($"{path}/{rest}", ct);
}
