using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Pages;

/// <summary>
/// Refuses methods a page has no code for, which Razor Pages would answer with the page as it is without any; and HEAD, which Razor
/// Pages takes for GET, where a GET does something.
/// </summary>
internal sealed class OnlyHandledMethods : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
        // Refusing is only possible in the next step.
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null)
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        else if (HttpMethods.IsHead(context.HttpContext.Request.Method) && context.HandlerMethod.MethodInfo.IsDefined(typeof(ActsAttribute), false))
        {
            context.HttpContext.Response.Headers.Allow = HttpMethods.Get;
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
        // Nothing was begun that has to be ended.
    }
}
