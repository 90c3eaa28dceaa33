using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.Authorization;

namespace Hub.Api.Wire;

/// <summary>Says that the process answers, and no more: no credentials, no database.</summary>
public static class Health
{
    private const string Page = "/hub/health";
    private const string Api = ApiPaths.Prefix + "/health";

    /// <summary>Where a hub says whether it wants requests, which is another question than whether it answers.</summary>
    public static IReadOnlyList<string> ReadyPaths { get; } = [Page + "/ready", Api + "/ready"];

    public static bool IsProbe(PathString path) => path.Value is Page or Api || ReadyPaths.Contains(path.Value);

    public static void MapHubHealth(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (string[])[Page, Api])
            endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], Well).WithMetadata(new AllowAnonymousAttribute());
    }

    private static Task Well(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        return Task.CompletedTask;
    }
}
