using Hub.Api.Access;
using Hub.Domain.Shares;
using Hub.Domain.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Shares;

/// <summary>
/// Answers <c>GET /shares/CODE</c> and <c>POST /shares/CODE/accept</c> of older clients, where later paths name the owner of a
/// server. An existing user of that name wins, and only what has the form of a code is looked up as one. It comes before the check
/// of scopes, because holding a code is what gives the right to look at it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesShareCodeAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    public int Order => -1;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var (http, route) = (context.HttpContext, context.RouteData.Values);
        var accepts = HttpMethods.IsPost(http.Request.Method);
        if (http.Caller() is not { } caller || route["owner"] is not string code || !ShareCodes.LooksLikeOne(code)
            || (accepts && route["server_name"] is not "accept"))
            return;
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        if (await services.GetRequiredService<IUserStore>().FindAsync(code, ct) is not null)
            return;
        var acceptance = services.GetRequiredService<ShareAcceptance>();
        var models = services.GetRequiredService<ShareModels>();
        var found = await acceptance.FindAsync(code, ct);
        context.Result = new OkObjectResult(accepts ? models.Of(await acceptance.AcceptAsync(code, caller, ct)) : models.Of(found));
    }
}
