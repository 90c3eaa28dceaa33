using Hub.Api.Wire.Paths;

namespace Hub.Api.OpenApi;

/// <summary>Lets the pages that show the API load their own scripts and styles, which nothing else below the API may.</summary>
internal sealed class DocsPolicy(RequestDelegate next)
{
    // The pages carry a few styles and pictures in themselves; scripts they do not.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        if (ApiPaths.IsUnder(context.Request.Path.Value, HubOpenApi.PagesPath))
            context.Response.Headers.ContentSecurityPolicy = Policy;
        return next(context);
    }
}
