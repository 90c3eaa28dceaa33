using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Native;

/// <summary>How the hub keeps accounts of its own.</summary>
[TraitClass("NativeAuthenticator")]
public sealed record NativeOptions : ICheckedOptions
{
    /// <summary>What stands for the link in the text of self_approval_email.</summary>
    public const string LinkInMail = "{approval_url}";

    /// <summary>Whether visitors may sign up. Without it only administrators make accounts. Default: true.</summary>
    public bool EnableSignup { get; init; } = true;

    /// <summary>
    /// Whether those who sign up can log in at once, instead of waiting for an administrator. Names of administrators, and of users the
    /// hub already has, wait in any case. Default: false.
    /// </summary>
    public bool OpenSignup { get; init; }

    /// <summary>The least number of characters of a password, when it is set. Default: 8.</summary>
    [Between(1, 1024)]
    public int MinimumPasswordLength { get; init; } = 8;

    /// <summary>Whether passwords that are very common, or made of the name or of a row of letters, are refused. Default: true.</summary>
    public bool CheckCommonPassword { get; init; } = true;

    /// <summary>
    /// How many wrong logins in a row lock an account for a while, on every hub of the deployment. Anybody who knows a name can lock it
    /// out that way. Default: 0, never; the hub slows down guessing in any case.
    /// </summary>
    [Between(0, 1_000_000)]
    public int AllowedFailedLogins { get; init; }

    /// <summary>Seconds for which such an account stays locked. Default: 600.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan SecondsBeforeNextTry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether the sign-up page asks for an e-mail address, for administrators to see. Default: false.</summary>
    public bool AskEmailOnSignup { get; init; }

    /// <summary>
    /// Whether the sign-up page offers one-time passwords (TOTP, RFC 6238) as a second factor. Default: false; accounts that have one
    /// are asked for it all the same, and need Authenticator.request_otp for the form to have a place for it. Administrators can take one away.
    /// Keys are encrypted with CryptKeeper.keys where these are set.
    /// </summary>
    [Trait("allow_2fa")]
    public bool Allow2Fa { get; init; }

    /// <summary>
    /// A regular expression for e-mail addresses: whoever signs up with one that matches as a whole gets a mail with a link that activates
    /// the account, and need not wait for an administrator. The sign-up then asks for an address in any case. Needs JupyterHub.public_url, as
    /// the link must not depend on what a visitor's browser says. Default: empty, nobody.
    /// </summary>
    [RegularExpression]
    public string AllowSelfApprovalFor { get; init; } = "";

    /// <summary>
    /// The mail: who it is from, its subject, and its text, in which <c>{approval_url}</c> stands for the link. Default: from
    /// do-not-reply@my-domain.com, in English.
    /// </summary>
    public IReadOnlyList<string> SelfApprovalEmail { get; init; } =
    [
        "do-not-reply@my-domain.com",
        "Your account on JupyterHub",
        $"""
         Somebody has signed up for JupyterHub with your address.
         If it was you, activate the account within 15 minutes here: {LinkInMail}
         If it was not, do nothing; the account stays closed.
         """,
    ];

    /// <summary>
    /// The mail server, as <c>{"url": "smtp.example.org", "usr": "name", "pwd": "password"}</c>. The url is a name with or without a port, and
    /// spoken to by TLS from the start (port 465 unless it says another), or <c>smtp://NAME:PORT</c> for STARTTLS, which is then needed where there
    /// is a password. <c>ca_certs</c> names a file with authorities to trust. Default: none, the machine's own at localhost, port 25.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, string> SelfApprovalServer { get; init; } = new Dictionary<string, string>();

    /// <summary>The HTML beside a checkbox that must be ticked to sign up, such as a link to terms of service. Default: empty, none.</summary>
    public string Tos { get; init; } = "";

    /// <summary>Whether the sign-up asks for an address.</summary>
    internal bool AsksEmail => AskEmailOnSignup || AllowSelfApprovalFor.Length > 0;

    public IEnumerable<OptionProblem> Check()
    {
        if (SelfApprovalEmail.Count != 3 || !System.Net.Mail.MailAddress.TryCreate(SelfApprovalEmail[0], out _) || !SelfApprovalEmail[2].Contains(LinkInMail, StringComparison.Ordinal))
            yield return new OptionProblem(nameof(SelfApprovalEmail), "is no mail", $"three texts: an address, a subject, and a text with {LinkInMail} in it");
        if (ServerProblem() is { } problem)
            yield return new OptionProblem(nameof(SelfApprovalServer), problem, "url, usr and pwd together or not at all, and ca_certs");
        if (AllowSelfApprovalFor.Length > 0 && OpenSignup)
            yield return new OptionProblem(nameof(AllowSelfApprovalFor), "has no effect beside open_signup, which activates every account", "one of the two") { IsWarning = true };
    }

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        if (AllowSelfApprovalFor.Length > 0 && all.Urls.Resolve("localhost").PublicUrl.Length == 0)
            yield return new OptionProblem(nameof(AllowSelfApprovalFor), "is set, but JupyterHub.public_url is not", "both: the link in the mail begins with it");
    }

    private string? ServerProblem()
    {
        try
        {
            ApprovalServer.Of(SelfApprovalServer);
            return null;
        }
        catch (ArgumentException wrong)
        {
            return wrong.Message;
        }
    }
}
