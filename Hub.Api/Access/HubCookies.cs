using Hub.Api.Login;
using Hub.Domain.Access;

namespace Hub.Api.Access;

/// <summary>Writes and clears the cookies of a browser at the hub.</summary>
public sealed class HubCookies(CookieSettings settings)
{
    public void SignIn(HttpContext http, string secret, BrowserSession session)
    {
        // A __Host- cookie must have the path /; without the prefix the narrower path keeps it from single-user servers.
        var login = Options(http, settings.HostPrefix ? "/" : settings.HubPrefix);
        login.HttpOnly = true;
        login.Expires = session.ExpiresAt;
        http.Response.Cookies.Append(settings.LoginCookie, secret, login);
        SetSessionId(http, session.SessionId);
    }

    public void SetSessionId(HttpContext http, string sessionId)
    {
        var options = Options(http, settings.BaseUrl);
        options.HttpOnly = true;
        options.Domain = settings.Domain;
        http.Response.Cookies.Append(CookieSettings.SessionIdCookie, sessionId, options);
    }

    public void SetXsrf(HttpContext http, string value, TimeSpan? maxAge)
    {
        var options = Options(http, settings.HubPrefix);
        options.MaxAge = maxAge;
        // Our pages carry the value themselves, and a page of a server could else read it once it calls its own address /hub/.
        options.HttpOnly = true;
        http.Response.Cookies.Append(CookieSettings.XsrfCookie, value, options);
    }

    /// <summary>What a browser takes along to a login provider. It has to come back with a link from there, which Strict would forbid.</summary>
    public void SetLoginState(HttpContext http, string name, string value, TimeSpan maxAge)
    {
        var options = Options(http, settings.HubPrefix);
        options.HttpOnly = true;
        options.MaxAge = maxAge;
        if (options.SameSite is SameSiteMode.Strict or SameSiteMode.Unspecified)
            options.SameSite = SameSiteMode.Lax;
        http.Response.Cookies.Append(name, value, options);
    }

    public void ClearLoginState(HttpContext http, string name) => Clear(http, name, settings.HubPrefix, null);

    public void ClearLogin(HttpContext http) =>
        Clear(http, settings.LoginCookie, settings.HostPrefix ? "/" : settings.HubPrefix, null);

    /// <summary>
    /// Clears every login cookie this request can have brought but the hub's own, for each path and domain another page may have planted it
    /// for. To clear the hub's own and keep a planted one would sign the visitor in as whoever planted it.
    /// </summary>
    public void ClearPlantedLogins(HttpContext http)
    {
        foreach (var path in PlantedCookies.Paths(RequestTarget.PathOf(http.Request)))
        {
            foreach (var domain in PlantedCookies.Domains(http.Request.Host.Host))
            {
                if (path != settings.HubPrefix || domain is not null)
                    Clear(http, settings.LoginCookie, path, domain);
            }
        }
    }

    /// <summary>Clears all of a login, with the cookie that hubs of old left for services.</summary>
    public void SignOut(HttpContext http)
    {
        ClearLogin(http);
        Clear(http, CookieSettings.SessionIdCookie, settings.BaseUrl, settings.Domain);
        Clear(http, CookieSettings.XsrfCookie, settings.HubPrefix, null);
        Clear(http, "jupyterhub-services", $"{settings.BaseUrl}services", null);
    }

    private void Clear(HttpContext http, string name, string path, string? domain)
    {
        var options = Options(http, path);
        options.Domain = domain;
        http.Response.Cookies.Delete(name, options);
    }

    private CookieOptions Options(HttpContext http, string path)
    {
        var options = new CookieOptions { Path = path, Secure = settings.AlwaysSecure || settings.HostPrefix || http.Request.IsHttps };
        settings.Extra?.Invoke(options);
        return options;
    }
}
