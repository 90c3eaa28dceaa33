using Hub.Domain.Authenticators.Local;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Holds what was typed against the accounts the hub keeps. Whatever is wrong — no such account, not authorised yet, locked, password,
/// one-time password — the answer is the same and takes the same time.
/// </summary>
public sealed class NativeAuthenticator(
    NativeOptions options, LocalOptions local, INativeAccountStore accounts, PasswordHashing hashing, UserNames names, UnixGroups groups,
    TimeProvider clock, ILogger<NativeAuthenticator> log) : IAuthenticator
{
    private readonly NativeNames accountNames = new(names);

    public async Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        var name = accountNames.Of(credentials.Username);
        var account = name is null ? null : await accounts.FindAsync(name, ct);
        var right = await hashing.VerifyAsync(account?.PasswordHash, credentials.Password, ct);
        var now = clock.GetUtcNow();
        if (account?.LockedUntil > now)
        {
            log.LogWarning("The account {User} is locked after failed logins, until {Time:u}", QuotedName.Of(account.Name), account.LockedUntil);
            return null;
        }

        var step = account?.OtpSecret is { } secret ? Totp.StepOf(secret, credentials.Otp, now) : null;
        var proven = account is not null && right && (account.OtpSecret is null || step is not null);
        if (proven && account!.IsAuthorized && await accounts.SucceededAsync(account.Name, step, ct))
            return new AuthenticatedUser { Name = account.Name, Allowed = groups.HasAny(account.Name, local.AllowedGroups) };
        if (!proven && options.AllowedFailedLogins > 0)
            await accounts.FailedAsync(name ?? "", options.AllowedFailedLogins, now + options.SecondsBeforeNextTry, ct);
        return null;
    }
}
