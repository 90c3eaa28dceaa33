using System.Security.Cryptography;
using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Authenticators;
using Hub.Domain.Tokens;
using Hub.Domain.Users;

namespace Hub.Api.Login;

/// <summary>Begins and ends the session of a browser: the row, the cookies, and the tokens that hang on it.</summary>
public sealed class BrowserLogin(
    ISessionStore sessions, CallerResolver callers, HubCookies cookies, CookieSettings settings, LoginRefresh refresh, TimeProvider clock)
{
    /// <summary>
    /// Signs a browser in with a session nobody can have known before. The same user signing in again keeps the session id, and so
    /// the tokens of pages that are open; another user's session ends here.
    /// </summary>
    public async Task<Caller> SignInAsync(HttpContext http, User user, CancellationToken ct)
    {
        var before = http.Caller() is { FromCookie: true } caller ? caller : null;
        var same = before is not null && before.Id == user.Id;
        if (before is { SessionId: { } old } && !same)
            await sessions.EndAsync(old, ct);
        var secret = TokenHash.NewSecret();
        var now = clock.GetUtcNow();
        var session = new BrowserSession
        {
            Hash = TokenHash.Of(secret),
            SessionId = same ? before!.SessionId! : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            UserId = user.Id,
            Created = now,
            ExpiresAt = now + settings.MaxAge,
        };
        await sessions.AddAsync(session, ct);
        refresh.SignedIn(user);
        cookies.SignIn(http, secret, session);
        var signedIn = await callers.BySessionAsync(secret, ct) ?? throw new InvalidOperationException("A session just begun is gone.");
        http.SetCaller(signedIn);
        return signedIn;
    }

    /// <summary>Signs a browser out, here and in every server and service it signed in to through the hub.</summary>
    public async Task SignOutAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Caller() is { FromCookie: true, SessionId: { } session })
            await sessions.EndAsync(session, ct);
        cookies.SignOut(http);
        http.SetCaller(null);
    }
}
