using Hub.Api.Access;

namespace Hub.Api.SingleUser;

/// <summary>Finds out who sent a request: by the token in its header, else by the cookie of the sign-in.</summary>
public sealed class VisitorFinder(VisitorCache visitors, SignInCookies cookies)
{
    public async Task<Visitor?> FindAsync(HttpContext http)
    {
        var session = SessionId(http);
        if (CredentialsHeader.Token(http.Request.Headers.Authorization) is { } given
            && await visitors.FindAsync(given, session, http.RequestAborted) is { } sender)
            return sender;
        if (!IsNavigation(http.Request) || cookies.Token(http) is not { } token)
            return null;
        if (await visitors.FindAsync(token, session, http.RequestAborted) is { } visitor)
            return visitor;
        cookies.ClearToken(http);
        return null;
    }

    /// <summary>
    /// Whether a person opened a page. Scripts may not use the cookie: all servers of a deployment can share one host, so a script may
    /// come from another user's server.
    /// </summary>
    public static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    /// <summary>The browser's session at the hub; empty without one.</summary>
    public static string SessionId(HttpContext http) => http.Request.Cookies[CookieSettings.SessionIdCookie] ?? "";
}
