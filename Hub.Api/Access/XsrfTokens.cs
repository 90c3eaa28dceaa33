using System.Security.Cryptography;
using System.Text;

namespace Hub.Api.Access;

/// <summary>
/// Makes the values of the <c>_xsrf</c> cookie: bound to the browser session once there is one, and before the login to a
/// nonce and the browser's own name. Never to an address, which changes under people's feet and behind proxies.
/// </summary>
/// <param name="keys">Shared by all replicas.</param>
public sealed class XsrfTokens(CookieKey keys)
{
    public string Make(HttpContext http)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // No character that a cookie would have to escape: clients send what the cookie says.
        return $"{nonce}.{Sign(http, nonce, keys.Values[0])}";
    }

    /// <summary>Whether a value was made for this browser in its present state of login.</summary>
    public bool IsValid(HttpContext http, string value)
    {
        var dot = value.IndexOf('.');
        return dot > 0 && keys.Values.Any(key => CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(value[(dot + 1)..]), Encoding.UTF8.GetBytes(Sign(http, value[..dot], key))));
    }

    /// <summary>The browser's cookie, whichever of several it is that we made; null when there is none.</summary>
    public string? ValidCookie(HttpContext http) =>
        CookieValues.Of(http.Request, CookieSettings.XsrfCookie).FirstOrDefault(value => IsValid(http, value));

    private static string Sign(HttpContext http, string nonce, byte[] key)
    {
        var caller = http.Caller();
        var subject = caller is { FromCookie: true }
            ? $"session {caller.SessionId} {caller.Id}"
            : $"browser {http.Request.Headers.UserAgent}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{nonce} {subject}")));
    }
}
