using Hub.Domain.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire.Lists;

/// <summary>Which page of a list a request asks for, and whether it understands the envelope that pages come in.</summary>
/// <param name="Page">The stretch to hand to the store.</param>
/// <param name="WantsEnvelope">Whether the client accepts JupyterHub's media type for pages.</param>
[ModelBinder(typeof(PagingBinder))]
public sealed record Paging(Page Page, bool WantsEnvelope)
{
    public const string MediaType = "application/jupyterhub-pagination+json";

    /// <summary>Old clients that know nothing of pages get the longest one, so that they miss as little as can be.</summary>
    public static Paging From(HttpRequest request, WireOptions options)
    {
        var wantsEnvelope = Accepts(request.Headers.Accept);
        var offset = request.Query["offset"];
        var limit = request.Query["limit"];
        var entries = limit.Count > 0 ? PagingQuery.Number(limit[^1]!) : wantsEnvelope ? options.PageDefaultLimit : options.PageMaxLimit;
        return new(
            new Page(offset.Count > 0 ? PagingQuery.Number(offset[^1]!) : 0, Math.Max(1, Math.Min(entries, options.PageMaxLimit))),
            wantsEnvelope);
    }

    /// <summary>The envelope for those who asked for it, else the bare list.</summary>
    public PagedAnswer<IReadOnlyList<T>> Answer<T>(PageOf<T> page) => new(page.Items, page.Total, Page, WantsEnvelope);

    /// <summary>The envelope for everybody, as lists of shares come.</summary>
    public PagedAnswer<IReadOnlyList<T>> Envelope<T>(PageOf<T> page) => new(page.Items, page.Total, Page, isEnvelope: true);

    /// <summary>A page of something that is not a list, such as routes by their routespec.</summary>
    public PagedAnswer<T> Answer<T>(T items, int total) => new(items, total, Page, WantsEnvelope);

    private static bool Accepts(Microsoft.Extensions.Primitives.StringValues accept)
    {
        foreach (var line in accept)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[range].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
