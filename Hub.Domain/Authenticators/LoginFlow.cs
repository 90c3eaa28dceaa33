using System.Diagnostics;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Signs users in, always in this order: throttle, authenticate, admission, and only then is anything written. Whatever fails, the
/// caller learns only that it failed.
/// </summary>
public sealed class LoginFlow(
    IAuthenticator authenticator,
    Admission admission,
    SignedInUsers users,
    UserNames names,
    LoginThrottle throttle,
    AuditTrail trail,
    HubMetrics metrics,
    ILogger<LoginFlow> log)
{
    private const int LongestName = 64;

    /// <summary>Says who somebody is, if they may come in; nothing is written.</summary>
    /// <param name="credentials">What they typed.</param>
    /// <param name="source">Where they come from, such as an address: failures count against it too.</param>
    /// <param name="ct">Ends the wait for the authenticator.</param>
    /// <returns>Null when they may not.</returns>
    /// <exception cref="TooManyException">Too many failures before this one.</exception>
    /// <exception cref="LoginUnavailableException">Nobody can say whether they may.</exception>
    public async Task<AuthenticatedUser?> CheckAsync(Credentials credentials, string source, CancellationToken ct)
    {
        var account = names.Normalize(credentials.Username);
        if (throttle.WaitFor(account, source) is { } wait)
        {
            log.LogWarning("Login of {User} refused: too many failures, wait {Seconds} s", QuotedName.Of(credentials.Username), (int)wait.TotalSeconds);
            Refused(credentials.Username, "too many failures before", TimeSpan.Zero);
            throw new TooManyException("Too many failed logins. Try again later.", wait);
        }

        var began = Stopwatch.GetTimestamp();
        var user = await AskAsync(credentials, ct) is { } claimed
            ? await admission.AtLoginAsync(claimed, ct)
            : null;
        if (user is null)
        {
            throttle.Failed(account, source);
            log.LogWarning("Failed login of {User}", QuotedName.Of(credentials.Username));
            Refused(credentials.Username, null, Stopwatch.GetElapsedTime(began));
            return null;
        }

        throttle.Succeeded(account);
        metrics.LoggedIn(success: true, Stopwatch.GetElapsedTime(began));
        return user;
    }

    /// <summary>Signs somebody in: checks as <see cref="CheckAsync"/>, and makes or updates the user.</summary>
    public async Task<User?> SignInAsync(Credentials credentials, string source, CancellationToken ct) =>
        await CheckAsync(credentials, source, ct) is { } who ? await KeepAsync(who, ct) : null;

    /// <summary>Signs in whom a provider's answer is about. Guessing is no matter here, so nothing is throttled.</summary>
    /// <returns>Null when there is no such way to sign in.</returns>
    /// <exception cref="LoginRefusedException">The user may not come in.</exception>
    public async Task<User?> SignInAsync(ProviderAnswer answer, CancellationToken ct)
    {
        if (await IdentifyAsync(answer, ct) is not { } claimed)
            return null;
        if (await admission.AtLoginAsync(claimed, ct) is { } who)
        {
            metrics.LoggedIn(success: true, TimeSpan.Zero);
            return await KeepAsync(who, ct);
        }

        log.LogWarning("Failed login of {User}", QuotedName.Of(claimed.Name));
        Refused(claimed.Name, null, TimeSpan.Zero);
        throw new LoginRefusedException(claimed.Refusal ?? "You may not sign in here.");
    }

    /// <summary>An authenticator that cannot decide is no failure of whoever asks, so the throttle does not count it.</summary>
    private async Task<AuthenticatedUser?> AskAsync(Credentials credentials, CancellationToken ct)
    {
        try
        {
            return await authenticator.AuthenticateAsync(credentials, ct);
        }
        catch (LoginUnavailableException away)
        {
            log.LogError("The login of {User} could not be decided: {Reason}", QuotedName.Of(credentials.Username), away.Detail);
            Refused(credentials.Username, "could not be decided", TimeSpan.Zero);
            throw;
        }
    }

    private async Task<AuthenticatedUser?> IdentifyAsync(ProviderAnswer answer, CancellationToken ct)
    {
        try
        {
            return await authenticator.AuthenticateAsync(answer, ct);
        }
        catch (LoginRefusedException refused)
        {
            metrics.LoggedIn(success: false, TimeSpan.Zero);
            log.LogWarning("Failed login at a provider: {Reason}", refused.Detail);
            trail.Note(AuditKinds.LoginFailed, null, AuditOutcome.Refused, detail: refused.Detail);
            throw;
        }
    }

    private async Task<User> KeepAsync(AuthenticatedUser who, CancellationToken ct)
    {
        // From here on the request is theirs, if it is they who make a user of themselves.
        AuditOrigin.Enter(AuditOrigin.Current.As(who.Name));
        var user = await users.SignedInAsync(who, ct);
        log.LogInformation("User logged in: {User}", QuotedName.Of(user.Name));
        return user;
    }

    private void Refused(string username, string? why, TimeSpan took)
    {
        metrics.LoggedIn(success: false, took);
        var name = names.Normalize(username);
        trail.Note(
            AuditKinds.LoginFailed, AuditObject.User(name.Length <= LongestName ? name : name[..LongestName] + "..."), AuditOutcome.Refused, detail: why);
    }
}
