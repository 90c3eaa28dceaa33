using System.Diagnostics;
using Hub.Domain.Metrics;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Metrics;

/// <summary>Measures how long each request took, by what answered it.</summary>
public sealed class RequestMetricsMiddleware(RequestDelegate next, HubMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            metrics.RequestAnswered(
                MethodOf(context.Request.Method), HandlerOf(context.GetEndpoint()), context.Response.StatusCode, Stopwatch.GetElapsedTime(began));
        }
    }

    /// <summary>Clients choose the method; what they make up must not grow our tables.</summary>
    private static string MethodOf(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" => method,
        _ => "other",
    };

    private static string HandlerOf(Endpoint? endpoint) => endpoint switch
    {
        null => "none",
        _ when endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action => $"{action.ControllerName}.{action.ActionName}",
        _ when endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page => page.ViewEnginePath,
        RouteEndpoint route => route.RoutePattern.RawText ?? "none",
        _ => "none",
    };
}
