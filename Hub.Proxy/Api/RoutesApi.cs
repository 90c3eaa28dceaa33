using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Hub.Proxy.Metrics;
using Hub.Proxy.Routes;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Proxy.Api;

/// <summary>The routing table over HTTP: configurable-http-proxy's protocol, and replacing all routes at once.</summary>
internal sealed class RoutesApi(RouteKeeper keeper, ProxyOptions options, ProxyCounters counters, TimeProvider clock)
{
    private const int Block = 32 * 1024;

    // Versions of one process say nothing about those of another.
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];

    /// <param name="rest">What follows <c>/api/routes</c>, still encoded.</param>
    public bool Handles(string method, string rest) => method is "GET" or "POST" or "DELETE" || (method == "PUT" && rest is "" or "/");

    public async Task HandleAsync(ApiCall call, string rest, string query)
    {
        if (!RoutePath.TryDecode(rest, out var decoded))
        {
            await call.AnswerAsync(400, "Malformed percent-escape in route").ConfigureAwait(false);
            return;
        }

        var path = RoutePath.Clean(decoded);
        switch (call.Method)
        {
            case "GET" when path == "/":
                await ListAsync(call, query).ConfigureAwait(false);
                break;
            case "GET":
                await GetAsync(call, path).ConfigureAwait(false);
                break;
            case "POST":
                await PostAsync(call, path).ConfigureAwait(false);
                break;
            case "PUT":
                await PutAsync(call).ConfigureAwait(false);
                break;
            case "DELETE" when rest.Length == 0:
                counters.ApiRouteDelete();
                await call.AnswerAsync(400, "Must specify the route to delete").ConfigureAwait(false);
                break;
            default:
                counters.ApiRouteDelete();
                call.Answer(keeper.Remove(path) ? 204 : 404);
                break;
        }
    }

    private async Task GetAsync(ApiCall call, string path)
    {
        if (keeper.Table.Get(path) is not { } route)
        {
            call.Answer(404);
            return;
        }

        var json = new ArrayBufferWriter<byte>();
        RouteJson.Write(json, route);
        await call.AnswerJsonAsync(200, json.WrittenMemory).ConfigureAwait(false);
    }

    private async Task ListAsync(ApiCall call, string query)
    {
        var parameters = QueryHelpers.ParseQuery(query);
        var since = First(parameters, "inactiveSince") ?? First(parameters, "inactive_since");
        DateTimeOffset? limit = null;
        if (since is not null)
        {
            if (!Timestamp.TryParse(since, out var time))
            {
                await call.AnswerAsync(400, $"Invalid datestamp '{since}' must be ISO8601.").ConfigureAwait(false);
                return;
            }

            limit = time;
        }

        // The tag tells whether routes changed; their activity changes all the time and is not part of it.
        var tag = string.Create(CultureInfo.InvariantCulture, $"W/\"{_instance}-{keeper.Table.Version}\"");
        call.ResponseHeaders.ETag = tag;
        if (limit is null && call.RequestHeaders.IfNoneMatch.ToString().Split(',').Any(t => t.Trim() == tag))
        {
            call.Answer(304);
            return;
        }

        call.ResponseHeaders.ContentType = "application/json";
        await StreamAsync(call, limit).ConfigureAwait(false);
        counters.ApiRouteGet();
    }

    private async Task StreamAsync(ApiCall call, DateTimeOffset? inactiveSince)
    {
        var body = call.Body;
        body.Write("{"u8);
        var first = true;
        foreach (var route in keeper.Table.All())
        {
            if (inactiveSince is { } limit && route.LastActivity >= limit) continue;
            if (!first) body.Write(","u8);
            first = false;
            RouteJson.WriteEntry(body, route);
            if (body.UnflushedBytes < Block) continue;
            await body.FlushAsync(call.Aborted).ConfigureAwait(false);
            await Task.Yield();
        }

        body.Write("}"u8);
        await body.FlushAsync(call.Aborted).ConfigureAwait(false);
    }

    private async Task PostAsync(ApiCall call, string path)
    {
        using var document = await ReadAsync(call).ConfigureAwait(false);
        if (document is null) return;
        var route = RouteJson.Read(path, document.RootElement, options.HostRouting, clock.GetUtcNow(), out var problem);
        if (route is null)
        {
            await call.AnswerAsync(400, problem!).ConfigureAwait(false);
            return;
        }

        keeper.Add(route);
        counters.ApiRouteAdd();
        call.Answer(201);
    }

    private async Task PutAsync(ApiCall call)
    {
        using var document = await ReadAsync(call).ConfigureAwait(false);
        if (document is null) return;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            await call.AnswerAsync(400, "Must be an object of routes by path").ConfigureAwait(false);
            return;
        }

        var now = clock.GetUtcNow();
        var routes = new List<Route>();
        foreach (var entry in document.RootElement.EnumerateObject())
        {
            if (RouteJson.Read(RoutePath.Clean(entry.Name), entry.Value, options.HostRouting, now, out var problem) is not { } route)
            {
                await call.AnswerAsync(400, $"{problem} for '{entry.Name}'").ConfigureAwait(false);
                return;
            }

            routes.Add(route);
        }

        var changes = keeper.ReplaceAll(routes);
        var json = $$"""{"added":{{changes.Added}},"changed":{{changes.Changed}},"removed":{{changes.Removed}},"unchanged":{{changes.Unchanged}}}""";
        await call.AnswerJsonAsync(200, System.Text.Encoding.ASCII.GetBytes(json)).ConfigureAwait(false);
    }

    /// <summary>The body as JSON; null if the caller was told what is wrong with it.</summary>
    private async Task<JsonDocument?> ReadAsync(ApiCall call)
    {
        if (await call.ReadBodyAsync(options.MaxApiBody).ConfigureAwait(false) is not { } body)
        {
            await call.AnswerAsync(413, $"Body over {options.MaxApiBody} bytes").ConfigureAwait(false);
            return null;
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            await call.AnswerAsync(400, $"Body not valid JSON: {e.Message}").ConfigureAwait(false);
            return null;
        }
    }

    private static string? First(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> parameters, string name) =>
        parameters.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
}
