using Hub.Api.Wire;
using Hub.Domain.Replicas;
using Microsoft.AspNetCore.Authorization;

namespace Hub.Api.Replicas;

/// <summary>Says whether this hub wants requests: not while it starts, and not while it goes.</summary>
internal static class Readiness
{
    public static void MapHubReadiness(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in Health.ReadyPaths)
            endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], AnswerAsync).WithMetadata(new AllowAnonymousAttribute());
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var state = context.RequestServices.GetRequiredService<ReplicaPresence>().State;
        context.Response.StatusCode = state == ReplicaState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(state.ToString().ToLowerInvariant());
    }
}
