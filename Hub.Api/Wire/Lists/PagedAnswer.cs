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
        var next = page.Offset + (long)page.Limit < total
            ? new NextPageModel(page.Offset + page.Limit, page.Limit, RequestUrl.OfPage(http.Request, page.Offset + page.Limit, page.Limit))
            : null;
        if (next is not null)
            http.Response.Headers.Link = $"<{next.Url}>; rel=\"next\"";
        object? body = isEnvelope ? new PageModel<T>(items, new PaginationModel(page.Offset, page.Limit, total, next)) : items;
        return JsonAnswer.WriteAsync(http.Response, body, http.RequestAborted);
    }
}
