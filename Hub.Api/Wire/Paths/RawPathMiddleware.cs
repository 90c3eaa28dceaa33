using Microsoft.AspNetCore.Http.Features;

namespace Hub.Api.Wire.Paths;

/// <summary>
/// Puts the raw path in the place of the decoded one, because <c>%2F</c> inside a name is part of the name while the server has by
/// then decoded everything else and folded dot segments.
/// </summary>
public sealed class RawPathMiddleware(RequestDelegate next, WireOptions options)
{
    private readonly string @base = options.BaseUrl.TrimEnd('/');
    private readonly PathString pathBase = new(options.BaseUrl.TrimEnd('/'));

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (RawPath.Of(target) is { } path)
        {
            // A path outside the base URL stays whole and without a path base: redirecting it is a page's business.
            if (@base.Length > 0 && ApiPaths.IsUnder(path, @base))
            {
                context.Request.PathBase = pathBase;
                path = path.Length == @base.Length ? "/" : path[@base.Length..];
            }

            context.Request.Path = new PathString(@base.Length == 0 || context.Request.PathBase.HasValue ? RawPath.ForRouting(path) : path);
        }

        return next(context);
    }
}
