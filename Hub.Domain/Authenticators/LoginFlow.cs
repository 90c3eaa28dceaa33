using System.Diagnostics;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Signs users in, always in this order: throttle, authenticate, normalise the name, check its form, blocked names, rules that
/// allow, admin. Whatever fails, the caller learns only that it failed.
/// </summary>
public sealed class LoginFlow(
    IAuthenticator authenticator,
    AuthenticatorOptions options,
    UserNames names,
    IUserStore users,
    LoginThrottle throttle,
    AuditTrail trail,
    HubMetrics metrics,
    ILogger<LoginFlow> log)
{
    private const int LongestName = 64;

    private readonly LoginRules rules = new(options, names);

    /// <summary>Says who somebody is, if they may come in; nothing is written.</summary>
    /// <param name="credentials">What they typed.</param>
    /// <param name="source">Where they come from, such as an address: failures count against it too.</param>
    /// <param name="ct">Ends the wait for the authenticator.</param>
    /// <returns>Null when they may not.</returns>
    /// <exception cref="TooManyException">Too many failures before this one.</exception>
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
        var user = await authenticator.AuthenticateAsync(credentials, ct) is { } claimed ? await AdmitAsync(claimed, ct) : null;
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
    /// <returns>Null when there is no such way to sign in, or the user may not come in.</returns>
    /// <exception cref="LoginRefusedException">The provider, or a restriction on what it says, refuses this user.</exception>
    public async Task<User?> SignInAsync(ProviderAnswer answer, CancellationToken ct)
    {
        if (await IdentifyAsync(answer, ct) is not { } claimed)
            return null;
        if (await AdmitAsync(claimed, ct) is { } who)
        {
            metrics.LoggedIn(success: true, TimeSpan.Zero);
            return await KeepAsync(who, ct);
        }

        log.LogWarning("Failed login of {User}", QuotedName.Of(claimed.Name));
        Refused(claimed.Name, null, TimeSpan.Zero);
        return null;
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
            trail.Note(AuditKinds.LoginFailed, null, AuditOutcome.Refused, detail: refused.Message);
            throw;
        }
    }

    private async Task<User> KeepAsync(AuthenticatedUser who, CancellationToken ct)
    {
        // From here on the request is theirs, if it is they who make a user of themselves.
        AuditOrigin.Enter(AuditOrigin.Current.As(who.Name));
        var user = await users.SignedInAsync(who.Name, who.Admin, ct);
        if (options.ManageGroups && who.Groups is { } groups)
            await users.SetGroupsAsync(user.Id, groups, ct);
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

    private async Task<AuthenticatedUser?> AdmitAsync(AuthenticatedUser claimed, CancellationToken ct)
    {
        var name = names.Normalize(claimed.Name);
        // What forbids comes first and alone: nothing that allows can make up for it.
        if (!names.IsValid(name) || rules.IsBlocked(name))
            return null;
        var known = await users.FindAsync(name, ct) is not null;
        if (!claimed.Allowed && !rules.IsAllowed(name, known))
            return null;
        return claimed with { Name = name, Admin = claimed.Admin ?? (rules.IsAdmin(name) ? true : null) };
    }
}
