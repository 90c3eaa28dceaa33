using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Wire.Json;

/// <summary>
/// As in JupyterHub, what is wrong with the path of a request is said before what is wrong with its body. It is looked up only
/// when a body is wrong, so that right ones do not pay for it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class PathFirstAttribute : Attribute, IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var executed = await next();
        if (executed.Exception is InvalidInputException wrong)
            await CheckAsync(context.HttpContext, wrong);
    }

    /// <summary>Throws when the path itself is wrong.</summary>
    /// <param name="http">The request.</param>
    /// <param name="wrong">What is wrong with the body.</param>
    protected abstract Task CheckAsync(HttpContext http, InvalidInputException wrong);

    /// <summary>What the path names.</summary>
    protected static string Named(HttpContext http, string key) => http.Request.RouteValues[key] as string ?? "";
}
