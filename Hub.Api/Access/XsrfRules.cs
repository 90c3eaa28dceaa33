using System.Security.Cryptography;
using System.Text;
using Hub.Api.Wire.Paths;
using Hub.Domain.Errors;

namespace Hub.Api.Access;

/// <summary>
/// Which requests must prove that they come from a page of the hub, and how: the cookie <c>_xsrf</c> repeated as argument or
/// header. The rules are JupyterHub's, by method and by what the browser says of the request (Fetch Metadata).
/// </summary>
public sealed class XsrfRules(XsrfTokens tokens)
{
    /// <exception cref="ForbiddenException">The proof is missing or wrong.</exception>
    public async Task CheckAsync(HttpContext http, bool api)
    {
        if (!Needed(http.Request, api))
            return;
        var request = http.Request;
        var given = await GivenAsync(request);
        if (string.IsNullOrEmpty(given))
            throw new ForbiddenException($"'_xsrf' argument missing from {request.Method}");
        if (!CookieValues.Of(request, CookieSettings.XsrfCookie).Any(cookie => Same(cookie, given)) || !tokens.IsValid(http, given))
            throw new ForbiddenException($"XSRF cookie does not match {request.Method} argument");
    }

    private static bool Needed(HttpRequest request, bool api)
    {
        // The version tells nobody anything.
        if (HttpMethods.IsOptions(request.Method) || ApiPaths.IsRoot(request.Path))
            return false;
        var mode = request.Headers["Sec-Fetch-Mode"].ToString();
        if (mode == "websocket")
            return false;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return true;
        if (mode is "" or "navigate")
            return false;
        var sameOriginImage = mode == "no-cors" && request.Headers["Sec-Fetch-Site"] == "same-origin";
        return api && !sameOriginImage;
    }

    private static async Task<string?> GivenAsync(HttpRequest request)
    {
        if (request.Query["_xsrf"].ToString() is { Length: > 0 } query)
            return query;
        if (request.HasFormContentType && (await request.ReadFormAsync(request.HttpContext.RequestAborted))["_xsrf"].ToString()
            is { Length: > 0 } form)
            return form;
        return request.Headers["X-XSRFToken"].ToString() is { Length: > 0 } header ? header : request.Headers["X-CSRFToken"].ToString();
    }

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
