using Hub.Domain.Errors;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Makes sure that whoever is signed in knows the password too, before anything of the account is changed: a browser left open must not
/// be enough. Wrong ones count as failed logins do.
/// </summary>
public sealed class OwnerProof(NativeRealm realm, INativeAccountStore accounts, PasswordHashing hashing, TimeProvider clock)
{
    /// <param name="user">Who is signed in.</param>
    /// <param name="password">What they say is their password.</param>
    /// <param name="ct">Ends the request.</param>
    /// <exception cref="NotFoundException">They have no account.</exception>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public async Task<NativeAccount> RequireAsync(string user, string password, CancellationToken ct)
    {
        var account = await FindAsync(user, ct);
        var now = clock.GetUtcNow();
        if (await hashing.VerifyAsync(account.PasswordHash, password, ct) && !(account.LockedUntil > now))
            return account;
        await FailedAsync(account, ct);
        throw new InvalidInputException("The current password is not right.");
    }

    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<NativeAccount> FindAsync(string user, CancellationToken ct) =>
        (realm.Names.OfUser(user) is { } name ? await accounts.FindAsync(name, ct) : null)
        ?? throw new NotFoundException($"There is no account {QuotedName.Of(user)}");

    /// <summary>Counts a wrong try.</summary>
    public async Task FailedAsync(NativeAccount account, CancellationToken ct)
    {
        if (realm.Options.AllowedFailedLogins > 0)
            await accounts.FailedAsync(account.Name, realm.Options.AllowedFailedLogins, clock.GetUtcNow() + realm.Options.SecondsBeforeNextTry, ct);
    }
}
