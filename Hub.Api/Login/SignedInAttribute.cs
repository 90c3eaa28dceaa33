using Hub.Api.Access;
using Hub.Api.Pages;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Login;

/// <summary>A page for those who are signed in; others are sent to sign in and come back.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SignedInAttribute : Attribute, IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (http.Caller() is not null)
            return;
        // Only a request for a page can be repeated after the login; anything that was posted is lost by then.
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            throw new ForbiddenException("Missing or invalid credentials.");
        var links = http.RequestServices.GetRequiredService<HubLinks>();
        context.Result = new RedirectResult(links.Login(RequestTarget.Of(http.Request)));
    }
}
