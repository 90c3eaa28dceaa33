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
            context.Request.Path = new PathString(@base.Length == 0 ? RawPath.ForRouting(path) : WithoutBase(context.Request, path));
        }

        return next(context);
    }

    private string WithoutBase(HttpRequest request, string path)
    {
        if (!ApiPaths.IsUnder(path, @base))
            return RawPath.Outside + path;
        request.PathBase = pathBase;
        return path.Length == @base.Length ? "/" : RawPath.ForRouting(path[@base.Length..]);
    }
}
