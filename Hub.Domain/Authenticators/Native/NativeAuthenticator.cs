using Hub.Domain.Authenticators.Local;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Holds what was typed against the accounts the hub keeps. Whatever is wrong — no such account, not authorised yet, locked, password,
/// one-time password — the answer is the same and takes the same time.
/// </summary>
public sealed class NativeAuthenticator(
    NativeRealm realm, INativeAccountStore accounts, PasswordHashing hashing, OtpSecrets secrets, UnixGroups groups, TimeProvider clock,
    ILogger<NativeAuthenticator> log) : IAuthenticator
{
    public async Task<AuthenticatedUser?> AuthenticateAsync(Credentials credentials, CancellationToken ct)
    {
        var name = realm.Names.Of(credentials.Username);
        var account = name is null ? null : await accounts.FindAsync(name, ct);
        var right = await hashing.VerifyAsync(account?.PasswordHash, credentials.Password, ct);
        var now = clock.GetUtcNow();
        if (account?.LockedUntil > now)
        {
            log.LogWarning("The account {User} is locked after failed logins, until {Time:u}", QuotedName.Of(account.Name), account.LockedUntil);
            return null;
        }

        var factor = account is null ? null : FactorOf(account);
        var step = factor is null ? null : Totp.StepOf(factor.Secret, credentials.Otp, now);
        // By what is kept, not by what can be read of it: a factor whose key is lost is still one.
        var proven = account is not null && right && (account.OtpSecret is null || step is not null);
        if (proven && account!.IsAuthorized && await accounts.SucceededAsync(account.Name, step, ct))
        {
            if (factor is { IsCurrent: false })
                await accounts.SetOtpSecretAsync(account.Name, secrets.Seal(factor.Secret), ct);
            return new AuthenticatedUser { Name = realm.Names.Typed(account.Name), Allowed = groups.HasAny(account.Name, realm.Local.AllowedGroups) };
        }

        if (!proven && realm.Options.AllowedFailedLogins > 0)
            await accounts.FailedAsync(name ?? "", realm.Options.AllowedFailedLogins, now + realm.Options.SecondsBeforeNextTry, ct);
        return null;
    }

    private Factor? FactorOf(NativeAccount account)
    {
        if (account.OtpSecret is not { } kept)
            return null;
        if (secrets.Open(kept) is { } opened)
            return new Factor(opened.Secret, opened.IsCurrent);
        log.LogError(
            "The second factor of {User} cannot be decrypted with any of CryptKeeper.keys, so they cannot sign in", QuotedName.Of(account.Name));
        return null;
    }

    private sealed record Factor(byte[] Secret, bool IsCurrent)
    {
        /// <summary>Records print themselves into logs.</summary>
        public override string ToString() => nameof(Factor);
    }
}
