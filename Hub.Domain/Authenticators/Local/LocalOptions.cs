using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators.Local;

/// <summary>Traits of the authenticators whose users have accounts on the hub's own machine.</summary>
[TraitClass("LocalAuthenticator")]
public sealed record LocalOptions : ICheckedOptions
{
    /// <summary>
    /// Whether an account is made on the hub's machine for a user who has none: when an administrator adds the user to the hub, and
    /// before a server of the user starts. The hub must run as root for it. Default: false.
    /// </summary>
    public bool CreateSystemUsers { get; init; }

    /// <summary>
    /// The command that makes an account, a list or one string. The word USERNAME in it becomes the user's name, which also follows
    /// as the last argument. Default: adduser -q --gecos "" --disabled-password.
    /// </summary>
    [Command]
    public IReadOnlyList<string> AddUserCmd { get; init; } = ["adduser", "-q", "--gecos", "", "--disabled-password"];

    /// <summary>
    /// Numbers for the accounts that are made, as <c>{"name": 1234}</c>; they are handed to the command as --uid. Default: none, the
    /// machine chooses.
    /// </summary>
    public IReadOnlyDictionary<string, int> Uids { get; init; } = new Dictionary<string, int>();

    /// <summary>The Unix groups whose members may log in, beside those in allowed_users. Default: none.</summary>
    public IReadOnlySet<string> AllowedGroups { get; init; } = new HashSet<string>();

    public IEnumerable<OptionProblem> Check()
    {
        foreach (var (name, uid) in Uids.Where(entry => entry.Value < 1))
            yield return new OptionProblem(nameof(Uids), $"gives {uid}, which no user may have", "numbers from 1 upwards") { Path = $".{name}" };
    }
}
