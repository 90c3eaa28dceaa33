using Hub.Api.Wire.Json;
using Hub.Domain.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire.Lists;

/// <summary>One page of a list as an answer: in its envelope or bare, with a Link header to the next page either way.</summary>
public sealed class PagedAnswer<T>(T items, int total, Page page, bool isEnvelope) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var next = Next(RequestUrl.Of(http.Request));
        PreparedPage.Link(http.Response, next?.Url);
        return JsonAnswer.WriteAsync(http.Response, Body(next), http.RequestAborted);
    }

    /// <summary>The same, written already, for all who asked for this URL.</summary>
    public PreparedPage Prepare(RequestUrl url)
    {
        var next = Next(url);
        return new PreparedPage(PreparedJson.Of(Body(next)), next?.Url);
    }

    private NextPageModel? Next(RequestUrl url) => page.Offset + (long)page.Limit < total
        ? new NextPageModel(page.Offset + page.Limit, page.Limit, url.OfPage(page.Offset + page.Limit, page.Limit))
        : null;

    private object? Body(NextPageModel? next) =>
        isEnvelope ? new PageModel<T>(items, new PaginationModel(page.Offset, page.Limit, total, next)) : items;
}
