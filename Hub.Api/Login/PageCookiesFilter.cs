using Hub.Api.Access;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hub.Api.Login;

/// <summary>Keeps the cookies of whoever looks at a page in order: clears a dead login, repairs the session id, sets <c>_xsrf</c>.</summary>
public sealed class PageCookiesFilter(HubCookies cookies, CookieSettings settings, PageXsrf xsrf) : IAuthorizationFilter
{
    /// <summary>Before anybody is sent away, because whoever is sent away has cookies too.</summary>
    public const int First = -1000;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var caller = http.Caller();
        if (caller is { FromCookie: true, SessionId: { } session })
        {
            if (http.Request.Cookies[CookieSettings.SessionIdCookie] != session)
                cookies.SetSessionId(http, session);
        }
        else if (caller is null && CookieValues.Of(http.Request, settings.LoginCookie).Count == 1)
        {
            cookies.ClearLogin(http);
        }

        if (HttpMethods.IsGet(http.Request.Method) && caller is null or { FromCookie: true })
            xsrf.ValueFor(http, renew: caller is null && http.Request.Path == "/hub/login");
    }
}
