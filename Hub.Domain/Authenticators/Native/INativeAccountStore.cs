using Hub.Domain.Paging;

namespace Hub.Domain.Authenticators.Native;

/// <summary>Keeps the accounts of <c>native</c>. Names are given as they are kept; see <see cref="NativeNames"/>.</summary>
public interface INativeAccountStore
{
    Task<NativeAccount?> FindAsync(string name, CancellationToken ct);

    /// <summary>Accounts by name, those that wait first.</summary>
    Task<PageOf<NativeAccount>> PageAsync(bool? authorized, Page page, CancellationToken ct);

    /// <returns>False when there is an account of that name, which stays as it is.</returns>
    Task<bool> AddAsync(NativeAccount account, CancellationToken ct);

    /// <summary>Authorises an account or suspends it; a link that activates it is gone either way.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<bool> AuthorizeAsync(string name, bool authorized, CancellationToken ct);

    /// <returns>False when there is no such account.</returns>
    Task<bool> RemoveAsync(string name, CancellationToken ct);

    /// <summary>Sets a password; failures, the lock and a link to set the password are gone with the old one.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<bool> SetPasswordAsync(string name, string passwordHash, CancellationToken ct);

    /// <summary>Counts a wrong login.</summary>
    /// <param name="allowed">The number from which on the account is locked.</param>
    Task FailedAsync(string name, int allowed, DateTimeOffset lockedUntil, CancellationToken ct);

    /// <summary>Forgets the wrong logins.</summary>
    /// <param name="otpStep">The one-time password that was used, if any.</param>
    /// <returns>False when that one-time password, or a later one, has been used before.</returns>
    Task<bool> SucceededAsync(string name, long? otpStep, CancellationToken ct);

    /// <summary>Gives an account its first second factor.</summary>
    /// <param name="step">The one-time password that was shown for it, which is used up.</param>
    /// <returns>False when there is no such account, or it has one.</returns>
    Task<bool> AddOtpSecretAsync(string name, byte[] secret, long step, CancellationToken ct);

    /// <summary>Replaces the second factor, or takes it away.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<bool> SetOtpSecretAsync(string name, byte[]? secret, CancellationToken ct);

    /// <summary>Keeps the hash of the code of a link that activates an account that waits.</summary>
    /// <param name="most">How many such links may be good for accounts of the same address at one time.</param>
    /// <returns>False when there is no such account, it has no address, or there are so many.</returns>
    Task<bool> SetApprovalAsync(string name, byte[] hash, DateTimeOffset now, DateTimeOffset expires, int most, CancellationToken ct);

    /// <summary>Uses such a code up, and authorises the account.</summary>
    /// <returns>The account's name; null when the code is not good any more.</returns>
    Task<string?> ApproveAsync(byte[] hash, DateTimeOffset now, CancellationToken ct);

    /// <summary>Keeps the hash of the code of a link to set the password, in place of any other.</summary>
    /// <returns>False when there is no such account.</returns>
    Task<bool> SetResetAsync(string name, byte[] hash, DateTimeOffset expires, CancellationToken ct);

    /// <summary>Uses such a code up, and sets the password.</summary>
    /// <returns>The account's name; null when the code is not good any more.</returns>
    Task<string?> ResetAsync(byte[] hash, DateTimeOffset now, string passwordHash, CancellationToken ct);
}
