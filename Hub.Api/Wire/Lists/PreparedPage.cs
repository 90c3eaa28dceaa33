using Hub.Api.Wire.Json;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Api.Wire.Lists;

/// <summary>A page of a list, already written, that can be given to several.</summary>
/// <param name="body">What is answered.</param>
/// <param name="next">The URL of the next page; null on the last.</param>
public sealed class PreparedPage(PreparedJson body, string? next) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        Link(context.HttpContext.Response, next);
        return body.ExecuteResultAsync(context);
    }

    internal static void Link(HttpResponse response, string? next)
    {
        if (next is not null)
            response.Headers.Link = $"<{next}>; rel=\"next\"";
    }
}
