using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Access;

/// <summary>
/// Lets a request through to an action when the caller holds one of the scopes on the subject of the action. No form of any
/// scope is 403; a form that does not reach the subject is the same 404 as a subject that does not exist.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsScopeAttribute(params string[] scopes) : Attribute, IAsyncAuthorizationFilter
{
    /// <summary>The scopes of which any one is enough, in the order the error message names them.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;

    public Subject On { get; init; }

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var caller = context.HttpContext.Caller() ?? throw new ForbiddenException("Missing or invalid credentials.");
        var held = false;
        foreach (var scope in Scopes)
        {
            var filter = caller.Scopes.FilterOf(scope);
            if (filter.IsEverything)
                return;
            if (filter.IsNothing)
                continue;
            held = true;
            if (await ReachesAsync(caller, scope, context))
                return;
        }

        throw ScopeRefusal.Of(held && On is not (Subject.Everything or Subject.Users or Subject.Groups or Subject.Services), Scopes);
    }

    private async ValueTask<bool> ReachesAsync(Caller caller, string scope, AuthorizationFilterContext context)
    {
        var route = context.RouteData.Values;
        string Named(string key) => route[key] as string ?? "";
        // Where a path names an owner, it is the owner whom an action is about, unless it names a user before.
        string User() => route["name"] as string ?? Named("owner");
        var filter = caller.Scopes.FilterOf(scope);
        var (http, ct) = (context.HttpContext, context.HttpContext.RequestAborted);
        return On switch
        {
            Subject.Users => (filter.Kinds & ~(ScopeFilterKind.User | ScopeFilterKind.Group)) == 0,
            Subject.Groups => (filter.Kinds & ~ScopeFilterKind.Group) == 0,
            Subject.Services => (filter.Kinds & ~ScopeFilterKind.Service) == 0,
            Subject.Group => filter.Covers(ScopeTarget.Group(Named("group_name"))),
            Subject.Service => filter.Covers(ScopeTarget.Service(Named("service_name"))),
            Subject.User => await Reach(http).UserAsync(caller, scope, User(), ct),
            Subject.Server => await Reach(http).ServerAsync(caller, scope, User(), Named("server_name"), ct),
            _ => false,
        };
    }

    private static CallerReach Reach(HttpContext http) => http.RequestServices.GetRequiredService<CallerReach>();
}
