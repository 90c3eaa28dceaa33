using Hub.Api.Wire.Paths;
using Hub.Domain.Access;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Authenticators;

namespace Hub.Api.Access;

/// <summary>
/// Finds out who is asking, before any action runs: a token where tokens work, else the login cookie; and holds
/// cookie-borne requests against the rules on forged ones.
/// </summary>
public sealed class CallerMiddleware(
    RequestDelegate next,
    CallerResolver callers,
    CookieSettings cookies,
    HubCookies written,
    XsrfRules xsrf,
    ActivityRecorder activity,
    LoginRefresh refresh,
    TimeProvider clock)
{
    private const int MostLoginCookies = 4;

    public async Task InvokeAsync(HttpContext http)
    {
        var api = ApiPaths.AnswersInJson(http.Request.Path);
        var caller = await ByTokenAsync(http, api) ?? await ByCookieAsync(http, api);
        // A server's own calls are not its user's: they go on until the user is seen again.
        if (caller is { Kind: OwnerKind.User, OfServer: false } && !await refresh.HoldsAsync(caller.Id, caller.Name, http.RequestAborted))
            caller = null;
        http.SetCaller(caller);
        if (caller is { FromCookie: true } || (caller is null && (!api || http.Request.Headers.Origin.Count > 0)))
            await xsrf.CheckAsync(http, api);
        if (caller is not null)
            Record(http, caller);
        // Reading over the API is no deed; it is most of what comes, and spared the cost.
        if (!api || !HttpMethods.IsGet(http.Request.Method))
            AuditOrigin.Enter(OriginOf(http, caller));
        await next(http);
    }

    private async ValueTask<Caller?> ByTokenAsync(HttpContext http, bool api)
    {
        // Elsewhere a token would turn a link into an action: pages are for browsers, which carry cookies.
        if (!api && !http.Request.Path.StartsWithSegments("/hub/user") && http.Request.Path != "/hub/metrics")
            return null;
        var token = CredentialsHeader.Token(http.Request.Headers.Authorization);
        return token is null ? null : await callers.ByTokenAsync(token, http.RequestAborted);
    }

    private async ValueTask<Caller?> ByCookieAsync(HttpContext http, bool api)
    {
        var secrets = CookieValues.Of(http.Request, cookies.LoginCookie);
        if (secrets.Count == 0)
            return null;
        if (secrets.Count > 1)
            written.ClearPlantedLogins(http);
        // A form of another site can post neither JSON nor custom headers: with any other type the cookie does not count.
        if (api && HttpMethods.IsPost(http.Request.Method) && http.Request.ContentType is { Length: > 0 } type
            && !type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return null;
        return await OnlyLoginAsync(secrets, http.RequestAborted);
    }

    /// <summary>Two logins at once mean that one was planted; neither counts, until the browser has only the one that no page can plant.</summary>
    private async ValueTask<Caller?> OnlyLoginAsync(IReadOnlyList<string> secrets, CancellationToken ct)
    {
        Caller? found = null;
        foreach (var secret in secrets.Take(MostLoginCookies))
        {
            if (await callers.BySessionAsync(Uri.UnescapeDataString(secret), ct) is not { } caller)
                continue;
            if (found is not null && found.Id != caller.Id)
                return null;
            found ??= caller;
        }

        return found;
    }

    private static AuditOrigin OriginOf(HttpContext http, Caller? caller) =>
        AuditOrigin.Of(caller, http.Connection.RemoteIpAddress?.ToString(), http.TraceIdentifier);

    private void Record(HttpContext http, Caller caller)
    {
        var now = clock.GetUtcNow();
        if (caller.TokenId is { } token && activity.Used(ActivityKind.Token, token, now))
            activity.CameFrom(token, OriginOf(http, caller));
        // Below /hub/user only the open tabs of a server that is gone still ask, and nobody need sit before them.
        if (caller is { Kind: OwnerKind.User, OfServer: false } && !http.Request.Path.StartsWithSegments("/hub/user"))
            activity.Used(ActivityKind.User, caller.Id, now);
    }
}
