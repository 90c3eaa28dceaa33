using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Api.Access;
using Microsoft.AspNetCore.DataProtection;

namespace Hub.Api.SingleUser;

/// <summary>The server's two kinds of cookie: the visitor's token, and a sign-in that is under way.</summary>
/// <remarks>Both are sealed with keys that live as long as the process; after a restart the hub signs visitors in anew without a word.</remarks>
public sealed class SignInCookies
{
    private static readonly TimeSpan PendingAge = TimeSpan.FromMinutes(10);

    /// <summary>A page that reloads itself must not heap up cookies until the request is too large.</summary>
    private const int MaxPending = 8;

    private readonly SingleUserSettings settings;
    private readonly TimeProvider time;
    private readonly Action<CookieOptions>? attributes;
    private readonly string tokenCookie;
    private readonly string pendingCookie;
    private readonly IDataProtector tokens;
    private readonly IDataProtector pending;

    public SignInCookies(SingleUserSettings settings, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        attributes = CookieAttributes.From(settings.CookieOptions);
        // A slash, which a client id may hold, may not stand in the name of a cookie.
        tokenCookie = (settings.CookieHostPrefix ? "__Host-" : "") + settings.ClientId.Replace("/", "%2F", StringComparison.Ordinal);
        pendingCookie = tokenCookie + "-oauth-state-";
        var keys = new EphemeralDataProtectionProvider();
        tokens = keys.CreateProtector("token");
        pending = keys.CreateProtector("sign-in");
    }

    public string? Token(HttpContext http) => Unseal(tokens, http.Request.Cookies[tokenCookie]);

    public void SetToken(HttpContext http, string token) =>
        http.Response.Cookies.Append(tokenCookie, tokens.Protect(token), Options(http));

    public void ClearToken(HttpContext http) => http.Response.Cookies.Delete(tokenCookie, Options(http));

    /// <summary>Binds a sign-in to this browser. Each has a cookie of its own, so that two tabs do not disturb each other.</summary>
    public void Begin(HttpContext http, PendingSignIn signIn)
    {
        if (http.Request.Cookies.Count(cookie => IsPending(cookie.Key)) >= MaxPending)
            ClearPending(http);
        var options = Options(http);
        options.MaxAge = PendingAge;
        var sealedText = pending.Protect(JsonSerializer.Serialize(signIn with { Expires = time.GetUtcNow() + PendingAge }));
        http.Response.Cookies.Append(PendingCookie(signIn.State), sealedText, options);
    }

    /// <summary>The sign-in of that state, if this browser began it.</summary>
    public PendingSignIn? Find(HttpContext http, string state) =>
        Unseal(pending, http.Request.Cookies[PendingCookie(state)]) is { } text
        && JsonSerializer.Deserialize<PendingSignIn>(text) is { } signIn
        && signIn.Expires > time.GetUtcNow()
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signIn.State), Encoding.UTF8.GetBytes(state))
            ? signIn
            : null;

    public void ClearPending(HttpContext http)
    {
        foreach (var name in http.Request.Cookies.Keys.Where(IsPending))
            http.Response.Cookies.Delete(name, Options(http));
    }

    private bool IsPending(string name) => name.StartsWith(pendingCookie, StringComparison.Ordinal);

    private string PendingCookie(string state) => pendingCookie + state[..Math.Min(state.Length, 8)];

    private static string? Unseal(IDataProtector protector, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        try
        {
            return protector.Unprotect(value);
        }
        catch (CryptographicException)
        {
            // Sealed by an earlier process, or by nobody: no cookie at all.
            return null;
        }
    }

    private CookieOptions Options(HttpContext http)
    {
        var options = new CookieOptions
        {
            Path = settings.CookieHostPrefix ? "/" : settings.Prefix,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = settings.CookieHostPrefix || IsHttps(http.Request),
        };
        attributes?.Invoke(options);
        return options;
    }

    private bool IsHttps(HttpRequest request)
    {
        if (settings.PublicUrl.Length > 0)
            return settings.PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        var headers = request.Headers;
        var scheme = (headers.TryGetValue("X-Scheme", out var given) ? given : headers["X-Forwarded-Proto"]).ToString();
        return scheme.Length == 0 ? request.IsHttps : scheme.Split(',')[0].Trim().Equals("https", StringComparison.OrdinalIgnoreCase);
    }
}
