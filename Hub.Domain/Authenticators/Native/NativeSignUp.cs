using Hub.Domain.Audit;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Errors;
using Hub.Domain.Paging;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Makes accounts for visitors. Whether a name was free they do not learn: the answer, and the time it takes, are the same. And nobody
/// gets at a user who is already there, or becomes an administrator, by signing up under their name: such accounts wait.
/// </summary>
public sealed class NativeSignUp(
    NativeRealm realm, INativeAccountStore accounts, IUserStore users, PasswordHashing hashing, OtpSecrets secrets, SelfApproval approval, AuditTrail trail,
    TimeProvider clock, ILogger<NativeSignUp> log)
{
    /// <summary>How many accounts may wait for an administrator; a visitor must not be able to fill the database.</summary>
    public const int MostWaiting = 1000;

    /// <summary>The longest that mail can go to.</summary>
    public const int LongestEmail = 254;

    private readonly NativeOptions options = realm.Options;
    private readonly PasswordRules passwords = new(realm.Options);

    /// <param name="form">What was filled in.</param>
    /// <param name="linkOf">The link that activates an account, and goes with a code.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>The key for one-time passwords, where they were wanted.</returns>
    /// <exception cref="InvalidInputException">Something is not filled in as it must be.</exception>
    /// <exception cref="TooManyException">Too many accounts wait already.</exception>
    public async Task<byte[]?> AddAsync(SignUp form, Func<string, string> linkOf, CancellationToken ct)
    {
        if (!options.EnableSignup)
            throw new NotFoundException("Nobody can sign up here.");
        var name = Checked(form);
        if ((await accounts.PageAsync(authorized: false, new Page(0, 1), ct)).Total >= MostWaiting)
            throw new TooManyException("Too many accounts wait for an administrator at the moment. Try again later.");
        var standing = await StandingAsync(name, ct);
        var otp = options.Allow2Fa && form.WantsOtp ? Totp.NewSecret() : null;
        var account = new NativeAccount
        {
            Name = name,
            PasswordHash = await hashing.HashAsync(form.Password, ct),
            IsAuthorized = standing == Standing.MayComeAtOnce,
            Email = options.AsksEmail && form.Email?.Trim() is { Length: > 0 } email ? email : null,
            Created = clock.GetUtcNow(),
            OtpSecret = otp is null ? null : secrets.Seal(otp),
        };
        if (await accounts.AddAsync(account, ct))
        {
            trail.Note(AuditKinds.AccountMade, AuditObject.User(name), detail: account.IsAuthorized ? "authorized" : "waits");
            if (standing == Standing.IsNew && approval.Trusts(account.Email))
                await approval.OfferAsync(account, linkOf, ct);
        }
        else
        {
            log.LogWarning("Somebody wanted to sign up as {User}, whose account exists", QuotedName.Of(name));
        }

        return otp;
    }

    private string Checked(SignUp form)
    {
        var name = realm.Names.Of(form.Username.Trim())
            ?? throw new InvalidInputException("A username may hold no comma, blank or slash, and must be one the hub allows.");
        PasswordRules.CheckSame(form.Password, form.Confirmation);
        passwords.Check(realm.Names.Typed(name), form.Password);
        if (options.Tos.Length > 0 && !form.AcceptsTerms)
            throw new InvalidInputException("The terms must be accepted.");
        if (form.Email is { Length: > LongestEmail } || (options.AsksEmail && form.Email?.Contains('@') != true))
            throw new InvalidInputException("The e-mail address is none.");
        return name;
    }

    private async Task<Standing> StandingAsync(string name, CancellationToken ct)
    {
        var known = await users.FindAsync(name, ct);
        // Where servers are local processes, an account of the machine is what a user of its name gets at.
        if (realm.IsAdmin(name) || known?.Admin == true || UnixAccounts.Find(name) is not null)
            return Standing.IsTaken;
        if (realm.IsNamed(name) || (options.OpenSignup && known is null))
            return Standing.MayComeAtOnce;
        return known is null ? Standing.IsNew : Standing.IsTaken;
    }

    private enum Standing
    {
        /// <summary>Something is behind the name already that nobody may get at by taking it.</summary>
        IsTaken,

        IsNew,

        MayComeAtOnce,
    }
}
