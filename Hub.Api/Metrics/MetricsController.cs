using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Metrics;

/// <summary>What the hub measures of itself, for Prometheus.</summary>
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class MetricsController(MetricsBook book, IUsageStore usage, AccessOptions access, TimeProvider clock) : ControllerBase
{
    /// <summary>Where a name of one's own for the metrics comes from, as in JupyterHub.</summary>
    private static readonly string Prefix = Environment.GetEnvironmentVariable("JUPYTERHUB_METRICS_PREFIX") is { Length: > 0 } own ? $"{own}_" : "jupyterhub_";

    /// <summary>Get the metrics in Prometheus's text format.</summary>
    /// <remarks>Needs the scope <c>read:metrics</c>, unless <c>authenticate_prometheus</c> is off.</remarks>
    [HttpGet("/hub/metrics"), HttpGet("/hub/api/metrics")]
    [ProducesResponseType<string>(200, "text/plain")]
    public async Task<IActionResult> Get(CancellationToken ct)
    {
        if (access.AuthenticatePrometheus)
            RequireScope();
        var text = MetricsText.Of(book, await usage.CountAsync(clock.GetUtcNow(), ct), Prefix);
        return new ContentResult { Content = text, ContentType = MetricsText.ContentType };
    }

    private void RequireScope()
    {
        if (HttpContext.Caller()?.Scopes.FilterOf("read:metrics").IsEverything != true)
            throw new ForbiddenException("Access to metrics requires scope 'read:metrics'");
    }
}
