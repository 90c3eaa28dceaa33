using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Native;

/// <summary>How the hub keeps accounts of its own.</summary>
[TraitClass("NativeAuthenticator")]
public sealed record NativeOptions
{
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

    /// <summary>The HTML beside a checkbox that must be ticked to sign up, such as a link to terms of service. Default: empty, none.</summary>
    public string Tos { get; init; } = "";
}
