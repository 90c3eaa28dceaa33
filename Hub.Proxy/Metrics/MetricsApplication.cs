using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Metrics;

/// <summary>Serves the metrics and nothing else.</summary>
internal sealed class MetricsApplication(MetricsText metrics) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        await Task.Yield();
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        var body = "Not Found"u8.ToArray();
        if (request.RawTarget == "/metrics")
        {
            response.Headers.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            body = metrics.Render();
        }
        else response.StatusCode = 404;

        response.Headers.ContentLength = body.Length;
        if (request.Method != "HEAD") await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body).ConfigureAwait(false);
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }
}
