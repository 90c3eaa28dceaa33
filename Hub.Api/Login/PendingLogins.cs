using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Api.Access;
using Hub.Domain.Authenticators.AuthState;

namespace Hub.Api.Login;

/// <summary>
/// Remembers logins that are at a provider, in cookies of the browsers that began them: the hub keeps nothing, so nothing can be
/// made to grow, and any replica can take the answer. A cookie is encrypted, holds for an hour and for one answer.
/// </summary>
public sealed class PendingLogins(CookieKey keys, HubCookies cookies, TimeProvider clock)
{
    private const string Prefix = "oauthenticator-state-";

    // So many tabs may wait for a login at the same time.
    private const int Most = 4;

    // A browser gives up a cookie of more than 4096 bytes, and with it the login.
    private const int LongestNext = 1500;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static string NewState() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public void Keep(HttpContext http, PendingLogin login)
    {
        var kept = login.Next.Length > LongestNext ? login with { Next = "" } : login;
        var others = Names(http).Where(name => Opened(http.Request.Cookies[name]!) is not null).ToList();
        foreach (var name in Names(http).Except(others).Concat(others.SkipLast(Most - 1)))
            cookies.ClearLoginState(http, name);
        var sealedText = Sealing(keys.Values[0]).Encrypt(JsonSerializer.SerializeToUtf8Bytes(kept), clock.GetUtcNow());
        cookies.SetLoginState(http, NameOf(login.State), sealedText, Life);
    }

    /// <summary>Gives back the login a state belongs to, once: the cookie goes with this answer.</summary>
    /// <returns>Null when this browser has begun none with that state, or too long ago.</returns>
    public PendingLogin? Take(HttpContext http, string state)
    {
        var name = NameOf(state);
        if (http.Request.Cookies[name] is not { } text)
            return null;
        cookies.ClearLoginState(http, name);
        return Opened(text) is { } login && Same(login.State, state) ? login : null;
    }

    /// <summary>Forgets all of them, as at a logout.</summary>
    public void Clear(HttpContext http)
    {
        foreach (var name in Names(http))
            cookies.ClearLoginState(http, name);
    }

    private static List<string> Names(HttpContext http) =>
        [.. http.Request.Cookies.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Take(20)];

    // The name must not hold the state itself: names of cookies end up in more logs than their values.
    private static string NameOf(string state) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16];

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private PendingLogin? Opened(string text)
    {
        var oldest = clock.GetUtcNow() - Life;
        var plain = keys.Values.Select(key => Sealing(key).Decrypt(text, oldest)).FirstOrDefault(opened => opened is not null);
        return plain is null ? null : JsonSerializer.Deserialize<PendingLogin>(plain);
    }

    private static FernetKey Sealing(byte[] key) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "logins at providers"u8.ToArray()));
}
