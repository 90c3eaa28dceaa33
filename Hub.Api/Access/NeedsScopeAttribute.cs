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
            if (await ReachesAsync(filter, context))
                return;
        }

        if (held && On is not (Subject.Everything or Subject.Users or Subject.Groups or Subject.Services))
            throw new NotFoundException("No access to resources or resources not found");
        throw new ForbiddenException(
            $"Action is not authorized with current scopes; requires any of [{string.Join(", ", Scopes)}]");
    }

    private async ValueTask<bool> ReachesAsync(ScopeFilter filter, AuthorizationFilterContext context)
    {
        var route = context.RouteData.Values;
        string Named(string key) => route[key] as string ?? "";
        switch (On)
        {
            case Subject.Users:
                return (filter.Kinds & ~(ScopeFilterKind.User | ScopeFilterKind.Group)) == 0;
            case Subject.Groups:
                return (filter.Kinds & ~ScopeFilterKind.Group) == 0;
            case Subject.Services:
                return (filter.Kinds & ~ScopeFilterKind.Service) == 0;
            case Subject.Group:
                return filter.Covers(ScopeTarget.Group(Named("group_name")));
            case Subject.Service:
                return filter.Covers(ScopeTarget.Service(Named("service_name")));
            case Subject.User:
                return filter.Covers(ScopeTarget.User(Named("name"), []))
                    || filter.Covers(ScopeTarget.User(Named("name"), await GroupsAsync(filter, Named("name"), context)));
            case Subject.Server:
                return filter.Covers(ScopeTarget.Server(Named("name"), Named("server_name"), []))
                    || filter.Covers(
                        ScopeTarget.Server(Named("name"), Named("server_name"), await GroupsAsync(filter, Named("name"), context)));
            default:
                return false;
        }
    }

    /// <summary>The groups of a user, asked for only when a filter speaks of groups.</summary>
    private static async ValueTask<IReadOnlyList<string>> GroupsAsync(ScopeFilter filter, string user, AuthorizationFilterContext context)
    {
        if (filter.Groups.Count == 0)
            return [];
        var store = context.HttpContext.RequestServices.GetRequiredService<IAccessStore>();
        return [.. (await store.MembershipsAsync([user], context.HttpContext.RequestAborted)).Select(pair => pair.Group)];
    }
}
