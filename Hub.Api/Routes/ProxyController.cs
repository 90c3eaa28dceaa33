using Hub.Api.Access;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Lists;
using Hub.Domain.Errors;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;
using Microsoft.AspNetCore.Mvc;
using Newtonsoft.Json.Linq;

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
    [DocumentedBody(typeof(ExtraRouteModel))]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Sync([FromBody] JToken? body, CancellationToken ct)
    {
        if (body is JObject given && (given.ContainsKey("path") || given.ContainsKey("target")))
            await extraRoutes.AddAsync(Text(given, "path"), Text(given, "target"), ct);
        else
            await round.RunOnceAsync(ct);
        return Ok();
    }

    /// <summary>Tell the hubs of another proxy: its routes go there from now on.</summary>
    /// <remarks>All hubs that keep the routes of the same proxy follow within a second.</remarks>
    [HttpPatch, NeedsScope("proxy")]
    [DocumentedBody(typeof(OtherProxyModel), IsRequired = true)]
    [ProducesResponseType(200)]
    public async Task<IActionResult> Move([FromBody] JToken? body, CancellationToken ct)
    {
        if (body is null)
            throw new InvalidInputException("need JSON body");
        if (body is not JObject given)
            throw new InvalidInputException("Request body must be JSON dict");
        var endpoint = new ProxyEndpoint(
            ApiUrl(given) ?? movable.Endpoint.ApiUrl, OptionalText(given, "auth_token") ?? movable.Endpoint.AuthToken);
        await moves.MoveAsync(endpoint, ct);
        await round.RunOnceAsync(ct);
        return Ok();
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

    /// <summary>As <c>api_url</c>, or in the parts that hubs of old took.</summary>
    private static Uri? ApiUrl(JObject body)
    {
        var url = OptionalText(body, "api_url");
        if (url is null && OptionalText(body, "ip") is { } ip)
            url = $"{OptionalText(body, "protocol") ?? "http"}://{ip}:{body["port"]}";
        if (url is null)
            return null;
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed!.Scheme is "http" or "https"
            ? parsed
            : throw new InvalidInputException("api_url must be an http or https URL");
    }

    private static string Text(JObject body, string key) =>
        OptionalText(body, key) ?? throw new InvalidInputException($"{key} must be given beside {(key == "path" ? "target" : "path")}");

    private static string? OptionalText(JObject body, string key) => body[key] switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.String } text => text.Value<string>(),
        _ => throw new InvalidInputException($"{key} must be a string"),
    };
}
