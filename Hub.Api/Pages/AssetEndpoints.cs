using Microsoft.Net.Http.Headers;

namespace Hub.Api.Pages;

/// <summary>Serves <c>/hub/static/…</c> and the logo.</summary>
public static class AssetEndpoints
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHubAssets(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/hub/static/{**path}", Reads, (HttpContext http, AssetFiles files) => Serve(http, files.Find(PathBelow(http)))).ExcludeFromDescription();
        endpoints.MapMethods("/hub/logo", Reads, (HttpContext http, Logo logo) => Serve(http, logo.File)).ExcludeFromDescription();
    }

    private static string PathBelow(HttpContext http) => http.Request.Path.Value!["/hub/static/".Length..];

    private static IResult Serve(HttpContext http, AssetFile? file)
    {
        if (file is null)
            return Results.StatusCode(StatusCodes.Status404NotFound);
        // With the version in the address the content can never change under it.
        http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(file.Content, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{file.Version}\""));
    }
}
