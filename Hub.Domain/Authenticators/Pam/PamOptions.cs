using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Pam;

/// <summary>How the hub asks the machine's PAM who somebody is.</summary>
[TraitClass("PAMAuthenticator")]
public sealed record PamOptions
{
    /// <summary>The PAM service, a file in /etc/pam.d, whose rules decide. Default: login.</summary>
    [Matches("[A-Za-z0-9._-]+", "the name of a file in /etc/pam.d")]
    public string Service { get; init; } = "login";

    /// <summary>
    /// The encoding of names and passwords when talking to PAM: utf8, latin1 or ascii. Names and passwords that it cannot express
    /// are refused. Default: utf8.
    /// </summary>
    [OneOf("utf8", "utf-8", "latin1", "latin-1", "iso-8859-1", "ascii")]
    public string Encoding { get; init; } = "utf8";

    /// <summary>
    /// Whether PAM is also asked if the account may be used, which covers expired accounts and passwords and the machine's own access
    /// rules. Without it everybody with a right password gets in. Default: true.
    /// </summary>
    public bool CheckAccount { get; init; } = true;

    /// <summary>
    /// Whether a PAM session is opened before a user's server starts and closed after it has stopped. The modules run in the process
    /// of the hub, so those that change their own process change the hub. The first error ends the use of sessions until the hub
    /// starts again. Default: false.
    /// </summary>
    public bool OpenSessions { get; init; }

    /// <summary>
    /// Whether the name is replaced by the one the machine itself gives for the account, for directories that know one account by
    /// several names. Default: false.
    /// </summary>
    public bool PamNormalizeUsername { get; init; }

    /// <summary>
    /// The Unix groups whose members are administrators. When set, it decides at each login: whoever is neither in these groups nor in
    /// admin_users stops being one. Default: none.
    /// </summary>
    public IReadOnlySet<string> AdminGroups { get; init; } = new HashSet<string>();

    /// <summary>
    /// How many threads ask PAM, so how many logins can be checked at the same time; a failed one often takes PAM some seconds.
    /// Default: 4.
    /// </summary>
    [Between(1, 256)]
    public int ExecutorThreads { get; init; } = 4;
}
