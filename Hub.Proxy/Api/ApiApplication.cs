using Hub.Proxy.Forwarding;
using Hub.Proxy.Logging;
using Hub.Proxy.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Api;

/// <summary>The API side: the routes, and whether the proxy is well.</summary>
internal sealed class ApiApplication(RoutesApi routes, ApiToken token, HealthApi health, ProxyCounters counters, ProxyLog log)
    : IHttpApplication<ApiCall>
{
    private const string Base = "/api/routes";

    public ApiCall CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures);

    public async Task ProcessRequestAsync(ApiCall call)
    {
        // Away from the thread that watches sockets: a long listing must not hold up the forwarding.
        await Task.Yield();
        try
        {
            await DispatchAsync(call).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await call.AnswerAsync(e.StatusCode, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
        {
            // The caller left; there is nobody to answer and nothing was changed by halves.
            log.Debug($"{call.Method} {ProxyLog.WithoutQuery(call.RawTarget)} abandoned");
        }
    }

    public void DisposeContext(ApiCall call, Exception? exception)
    {
        counters.ApiRequest(call.Status);
        var severity = call.Status < 400 ? LogSeverity.Info : call.Status < 500 ? LogSeverity.Warn : LogSeverity.Error;
        if (!log.Shows(severity)) return;
        log.Write(severity, $"{call.Status} {call.Method} {ProxyLog.WithoutQuery(call.RawTarget)} {call.Message}");
    }

    private async Task DispatchAsync(ApiCall call)
    {
        var known = TryReadPath(call.RawTarget, out var path, out var query);
        if (known && await health.TryAnswerAsync(call, path).ConfigureAwait(false)) return;
        if (!known || !(path == Base || path.StartsWith(Base + "/", StringComparison.Ordinal)))
        {
            await call.AnswerAsync(404, "Not Found").ConfigureAwait(false);
            return;
        }

        var rest = path[Base.Length..];
        if (!routes.Handles(call.Method, rest))
        {
            await call.AnswerAsync(405, "Method not supported").ConfigureAwait(false);
            return;
        }

        // Before anything of the body is looked at: strangers cost nothing.
        if (!token.Allows(call.RequestHeaders.Authorization.ToString()))
        {
            log.Debug("Rejecting API request without the right token");
            call.Answer(403);
            return;
        }

        await routes.HandleAsync(call, rest, query).ConfigureAwait(false);
    }

    private static bool TryReadPath(string raw, out string path, out string query)
    {
        path = query = "";
        if (!RequestTarget.TryParse(raw, out var target)) return false;
        path = target.Path.ToString();
        query = target.Query.ToString();
        return true;
    }
}
