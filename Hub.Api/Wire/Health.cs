using Hub.Api.Wire.Paths;
using Microsoft.AspNetCore.Authorization;

namespace Hub.Api.Wire;

/// <summary>Says that the process answers, and no more: no credentials, no database.</summary>
public static class Health
{
    private const string Page = "/hub/health";
    private const string Api = ApiPaths.Prefix + "/health";

    public static bool IsProbe(PathString path) => path.Value is Page or Api;

    public static void MapHubHealth(this IEndpointRouteBuilder endpoints)
    {
        foreach (var path in (string[])[Page, Api])
            endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], _ => Task.CompletedTask).WithMetadata(new AllowAnonymousAttribute());
    }
}
