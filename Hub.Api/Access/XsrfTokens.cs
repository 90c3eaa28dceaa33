using System.Security.Cryptography;
using System.Text;

namespace Hub.Api.Access;

/// <summary>
/// Makes the values of the <c>_xsrf</c> cookie: bound to the browser session once there is one, and before the login to a
/// nonce and the browser's own name. Never to an address, which changes under people's feet and behind proxies.
/// </summary>
/// <param name="key">Shared by all replicas.</param>
public sealed class XsrfTokens(byte[] key)
{
    public string Make(HttpContext http)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return $"{nonce}:{Sign(http, nonce)}";
    }

    /// <summary>Whether a value was made for this browser in its present state of login.</summary>
    public bool IsValid(HttpContext http, string value)
    {
        var colon = value.IndexOf(':');
        return colon > 0 && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(value[(colon + 1)..]), Encoding.UTF8.GetBytes(Sign(http, value[..colon])));
    }

    private string Sign(HttpContext http, string nonce)
    {
        var caller = http.Caller();
        var subject = caller is { FromCookie: true }
            ? $"session {caller.SessionId} {caller.Id}"
            : $"browser {http.Request.Headers.UserAgent}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{nonce} {subject}")));
    }
}
