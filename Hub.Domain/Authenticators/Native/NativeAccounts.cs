using Hub.Domain.Access;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Paging;
using Hub.Domain.Tokens;
using Hub.Domain.Users;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// What administrators do with accounts, and their owners with their passwords. Whoever is no admin can do nothing with an admin's
/// account, and a new password ends everything that was signed in with the old one.
/// </summary>
public sealed class NativeAccounts(
    NativeRealm realm, INativeAccountStore accounts, IUserStore users, ISessionStore sessions, PasswordHashing hashing, OwnerProof proof,
    AuditTrail trail, TimeProvider clock)
{
    /// <summary>How long a link to set a password is good.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(1);

    private readonly PasswordRules passwords = new(realm.Options);

    public Task<PageOf<NativeAccount>> PageAsync(bool? authorized, Page page, CancellationToken ct) => accounts.PageAsync(authorized, page, ct);

    /// <exception cref="NotFoundException">There is none.</exception>
    public Task<NativeAccount> FindAsync(string name, CancellationToken ct) => proof.FindAsync(name, ct);

    /// <summary>Makes an account; without a password it needs a link to set one.</summary>
    public async Task<NativeAccount> CreateAsync(
        string typed, string? password, string? email, bool authorized, Caller? caller, CancellationToken ct)
    {
        var name = realm.Names.OfUser(typed) ?? throw new InvalidInputException(
            $"{QuotedName.Of(typed)} cannot be the name of an account" + (realm.Prefix.Length == 0 ? "" : $"; the names of their users begin with {realm.Prefix}"));
        await MayTouchAsync(name, caller, ct);
        if (password is not null)
            CheckFor(name, password);
        var account = new NativeAccount
        {
            Name = name,
            PasswordHash = await hashing.HashAsync(password ?? TokenHash.NewSecret(), ct),
            IsAuthorized = authorized,
            Email = email,
            Created = clock.GetUtcNow(),
        };
        if (!await accounts.AddAsync(account, ct))
            throw new ConflictException($"There is an account {QuotedName.Of(name)} already");
        trail.Note(AuditKinds.AccountMade, AuditObject.User(name));
        return account;
    }

    public async Task AuthorizeAsync(string typed, bool authorized, Caller? caller, CancellationToken ct)
    {
        var account = await ForChangeAsync(typed, caller, ct);
        await accounts.AuthorizeAsync(account.Name, authorized, ct);
        if (!authorized)
            await EndSessionsAsync(account.Name, ct);
        trail.Note(authorized ? AuditKinds.AccountAuthorized : AuditKinds.AccountSuspended, AuditObject.User(account.Name));
    }

    public async Task DiscardAsync(string typed, Caller? caller, CancellationToken ct)
    {
        var account = await ForChangeAsync(typed, caller, ct);
        await accounts.RemoveAsync(account.Name, ct);
        await EndSessionsAsync(account.Name, ct);
        trail.Note(AuditKinds.AccountDiscarded, AuditObject.User(account.Name));
    }

    /// <summary>For an owner who has lost the second factor. What they are signed in with ends, as it may be somebody else who is.</summary>
    public async Task RemoveOtpAsync(string typed, Caller? caller, CancellationToken ct)
    {
        var account = await ForChangeAsync(typed, caller, ct);
        if (account.OtpSecret is null)
            return;
        await accounts.SetOtpSecretAsync(account.Name, null, ct);
        await EndSessionsAsync(account.Name, ct);
        trail.Note(AuditKinds.SecondFactorRemoved, AuditObject.User(account.Name));
    }

    public async Task SetPasswordAsync(string typed, string password, Caller? caller, CancellationToken ct)
    {
        var account = await ForChangeAsync(typed, caller, ct);
        CheckFor(account.Name, password);
        await ReplaceAsync(account.Name, password, ct);
    }

    /// <summary>Makes the code of a link with which the owner sets a new password, once.</summary>
    public async Task<(string Code, DateTimeOffset Expires)> MakeLinkAsync(string typed, Caller? caller, CancellationToken ct)
    {
        var account = await ForChangeAsync(typed, caller, ct);
        var (code, expires) = (TokenHash.NewSecret(), clock.GetUtcNow() + LinkLifetime);
        await accounts.SetResetAsync(account.Name, TokenHash.Of(code), expires, ct);
        trail.Note(AuditKinds.PasswordLinkMade, AuditObject.User(account.Name));
        return (code, expires);
    }

    /// <exception cref="InvalidInputException">The link is used up or too old, or the password may not be set.</exception>
    public async Task UseLinkAsync(string code, string password, string confirmation, CancellationToken ct)
    {
        PasswordRules.CheckSame(password, confirmation);
        passwords.Check("", password);
        var name = await accounts.ResetAsync(TokenHash.Of(code), clock.GetUtcNow(), await hashing.HashAsync(password, ct), ct)
            ?? throw new InvalidInputException("The link is used up or too old. Ask an administrator for another one.");
        await PasswordChangedAsync(name, ct);
    }

    /// <summary>The owner's own change.</summary>
    /// <exception cref="InvalidInputException">The old password is wrong, or the new one may not be set.</exception>
    public async Task ChangePasswordAsync(string name, string old, string password, string confirmation, CancellationToken ct)
    {
        PasswordRules.CheckSame(password, confirmation);
        CheckFor(name, password);
        await ReplaceAsync((await proof.RequireAsync(name, old, ct)).Name, password, ct);
    }

    private void CheckFor(string account, string password) => passwords.Check(realm.Names.Typed(account), password);

    private async Task ReplaceAsync(string name, string password, CancellationToken ct)
    {
        await accounts.SetPasswordAsync(name, await hashing.HashAsync(password, ct), ct);
        await PasswordChangedAsync(name, ct);
    }

    private async Task PasswordChangedAsync(string name, CancellationToken ct)
    {
        await EndSessionsAsync(name, ct);
        trail.Note(AuditKinds.PasswordChanged, AuditObject.User(name));
    }

    private async Task EndSessionsAsync(string name, CancellationToken ct)
    {
        if (await users.FindAsync(name, ct) is { } user)
            await sessions.EndAllAsync(user.Id, ct);
    }

    private async Task<NativeAccount> ForChangeAsync(string typed, Caller? caller, CancellationToken ct)
    {
        var account = await FindAsync(typed, ct);
        await MayTouchAsync(account.Name, caller, ct);
        return account;
    }

    /// <summary>A password set for an admin, or an account made in an admin's name, would make one of whoever did it.</summary>
    private async Task MayTouchAsync(string name, Caller? caller, CancellationToken ct)
    {
        if (caller is { Admin: false } && (realm.IsAdmin(name) || (await users.FindAsync(name, ct))?.Admin == true))
            throw new ForbiddenException("Only admins can change the account of an admin");
    }
}
