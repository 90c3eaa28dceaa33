using Hub.Api.Access;

namespace Hub.Api.Login;

/// <summary>Gives a page the value its forms and scripts repeat, and the browser the cookie they must equal.</summary>
public sealed class PageXsrf(XsrfTokens tokens, HubCookies cookies)
{
    private static readonly TimeSpan BeforeLogin = TimeSpan.FromHours(1);

    /// <summary>
    /// The value for this answer; one per request, however often it is asked for. Empty where a script asks for the page: it may be that of
    /// another user's server, which without hosts of their own has our origin and so could read the proof out of the page.
    /// </summary>
    /// <param name="renew">Whether even a good cookie is set anew, so that a form just shown is as far from its end as can be.</param>
    public string ValueFor(HttpContext http, bool renew = false)
    {
        if (http.Features.Get<Value>() is { } known)
            return known.Text;
        // Nor must a script's or an image's answer replace the cookie under the page that asked for it.
        if (!IsNavigation(http.Request))
            return "";
        var valid = tokens.ValidCookie(http);
        var text = valid ?? tokens.Make(http);
        http.Features.Set(new Value(text));
        if (valid is null || renew)
            cookies.SetXsrf(http, text, http.Caller() is { FromCookie: true } ? null : BeforeLogin);
        return text;
    }

    private static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private sealed record Value(string Text);
}
