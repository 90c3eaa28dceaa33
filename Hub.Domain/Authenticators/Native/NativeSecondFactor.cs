using Hub.Domain.Audit;
using Hub.Domain.Errors;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// What owners do with their second factor. A key is kept only once its owner has shown a code made with it, so that nobody locks
/// themselves out; adding one needs the password, and taking one away a code as well.
/// </summary>
public sealed class NativeSecondFactor(
    NativeRealm realm, INativeAccountStore accounts, OwnerProof proof, OtpSecrets secrets, AuditTrail trail, TimeProvider clock)
{
    /// <exception cref="NotFoundException">The user has no account.</exception>
    public async Task<bool> HasAsync(string user, CancellationToken ct) => (await proof.FindAsync(user, ct)).OtpSecret is not null;

    /// <summary>Makes a key, which is kept nowhere yet.</summary>
    /// <exception cref="InvalidInputException">The password is wrong, or there is a second factor already.</exception>
    public async Task<byte[]> BeginAsync(string user, string password, CancellationToken ct)
    {
        RequireOffer();
        RequireNone(await proof.RequireAsync(user, password, ct));
        return Totp.NewSecret();
    }

    /// <summary>Keeps the key.</summary>
    /// <exception cref="InvalidInputException">The code was not made with it, or there is a second factor already.</exception>
    public async Task AddAsync(string user, byte[] secret, string code, CancellationToken ct)
    {
        RequireOffer();
        var account = await proof.FindAsync(user, ct);
        RequireNone(account);
        if (Totp.StepOf(secret, code, clock.GetUtcNow()) is not { } step)
            throw new InvalidInputException("The one-time password is not right. Is the clock of the device right?");
        if (!await accounts.AddOtpSecretAsync(account.Name, secrets.Seal(secret), step, ct))
            RequireNone(await proof.FindAsync(user, ct));
        trail.Note(AuditKinds.SecondFactorAdded, AuditObject.User(account.Name));
    }

    /// <exception cref="InvalidInputException">Password or code are wrong, or there is no second factor.</exception>
    public async Task RemoveAsync(string user, string password, string code, CancellationToken ct)
    {
        var account = await proof.RequireAsync(user, password, ct);
        if (account.OtpSecret is not { } kept)
            throw new InvalidInputException("The account has no second factor.");
        var step = secrets.Open(kept) is { } opened ? Totp.StepOf(opened.Secret, code, clock.GetUtcNow()) : null;
        if (step is null || !await accounts.SucceededAsync(account.Name, step, ct))
        {
            await proof.FailedAsync(account, ct);
            throw new InvalidInputException("The one-time password is not right, or was used before. An administrator can take a lost second factor away.");
        }

        await accounts.SetOtpSecretAsync(account.Name, null, ct);
        trail.Note(AuditKinds.SecondFactorRemoved, AuditObject.User(account.Name), detail: "by the owner");
    }

    private void RequireOffer()
    {
        if (!realm.Options.Allow2Fa)
            throw new NotFoundException("There are no one-time passwords here: NativeAuthenticator.allow_2fa is off.");
    }

    private static void RequireNone(NativeAccount account)
    {
        if (account.OtpSecret is not null)
            throw new InvalidInputException("The account has a second factor already. Take it away first.");
    }
}
