using System.Net.Mail;
using System.Text.RegularExpressions;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Tokens;

namespace Hub.Domain.Authenticators.Native;

/// <summary>
/// Lets the owners of new accounts activate them with a link that goes to their address, where an operator trusts addresses of that
/// form. A link works once and for a while, and ends with whatever an administrator decides about the account.
/// </summary>
public sealed class SelfApproval(NativeRealm realm, INativeAccountStore accounts, ApprovalMails mails, AuditTrail trail, TimeProvider clock)
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(15);

    /// <summary>So many links may be on their way to one address; somebody else may have typed it.</summary>
    private const int MostLinks = 3;

    private readonly Regex? trusted = realm.Options.AllowSelfApprovalFor.Length == 0
        ? null
        : new Regex($@"\A(?:{realm.Options.AllowSelfApprovalFor})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether it is offered at all.</summary>
    public bool IsOn => trusted is not null;

    /// <summary>Whether it is an address to which a link may go, and nothing that a mail server could take for more.</summary>
    public bool Trusts(string? address) =>
        trusted is not null && address is not null && trusted.IsMatch(address)
        && MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>Makes a link for an account that has just been made, and sends it.</summary>
    /// <param name="account">With the address it is to go to.</param>
    /// <param name="linkOf">The link that goes with a code.</param>
    /// <param name="ct">Ends the request.</param>
    public async Task OfferAsync(NativeAccount account, Func<string, string> linkOf, CancellationToken ct)
    {
        var (code, now) = (TokenHash.NewSecret(), clock.GetUtcNow());
        if (await accounts.SetApprovalAsync(account.Name, TokenHash.Of(code), now, now + LinkLifetime, MostLinks, ct))
            mails.Send(account.Name, account.Email!, linkOf(code));
    }

    /// <exception cref="InvalidInputException">The link is used up or too old.</exception>
    public async Task ConfirmAsync(string code, CancellationToken ct)
    {
        var name = await accounts.ApproveAsync(TokenHash.Of(code), clock.GetUtcNow(), ct)
            ?? throw new InvalidInputException("The link is used up or too old. An administrator can authorize the account.");
        trail.Note(AuditKinds.AccountAuthorized, AuditObject.User(name), detail: "by the link in a mail");
    }
}
