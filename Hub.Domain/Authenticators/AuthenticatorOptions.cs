using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Authenticators;

/// <summary>Who may log in and how; traits of the chosen authenticator class and its parents.</summary>
[TraitClass("Authenticator")]
public sealed record AuthenticatorOptions : ICheckedOptions
{
    /// <summary>
    /// The class that decides who a visitor is: <c>pam</c> asks the machine, <c>ldap</c> a directory, <c>native</c> keeps accounts of
    /// its own, <c>shared-password</c> has one password for all, <c>null</c> lets nobody in, and <c>dummy</c> takes any name and is for
    /// trying things out only. Default: pam.
    /// </summary>
    [TraitClass("JupyterHub"), Pluggable("Authenticator")]
    public string AuthenticatorClass { get; init; } = "pam";

    /// <summary>The names that may log in. Default: none.</summary>
    public IReadOnlySet<string> AllowedUsers { get; init; } = new HashSet<string>();

    /// <summary>
    /// Whether everybody who proves who they are may log in. Default: false, except that <c>dummy</c> allows all as long as
    /// allowed_users is empty.
    /// </summary>
    public bool? AllowAll { get; init; }

    /// <summary>
    /// Whether users already known to the hub may log in, such as those an administrator has added. Default: true when allowed_users
    /// is set, otherwise false.
    /// </summary>
    public bool? AllowExistingUsers { get; init; }

    /// <summary>
    /// Says that the allow_ settings are as meant, which silences the warning that nobody may log in. Default: whether one of them is set.
    /// </summary>
    public bool? AnyAllowConfig { get; init; }

    /// <summary>The names that may not log in, whatever else allows them. Default: none.</summary>
    public IReadOnlySet<string> BlockedUsers { get; init; } = new HashSet<string>();

    /// <summary>
    /// The names that are administrators from their next login or the hub's next start on. Taking a name off the list does not take
    /// the right away. Default: none.
    /// </summary>
    public IReadOnlySet<string> AdminUsers { get; init; } = new HashSet<string>();

    /// <summary>Names to be replaced by others after login, as <c>{"name at login": "name here"}</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> UsernameMap { get; init; } = new Dictionary<string, string>();

    /// <summary>A regular expression that names must match from their first letter on. Default: empty, any name.</summary>
    [RegularExpression]
    public string UsernamePattern { get; init; } = "";

    /// <summary>The one password of <c>dummy</c>; without it any password will do. Default: empty.</summary>
    [TraitClass("DummyAuthenticator"), Trait("password"), Secret]
    public string DummyPassword { get; init; } = "";

    /// <summary>The password of all users who are not administrators, at least 8 characters. Default: none, so they cannot log in.</summary>
    [TraitClass("SharedPasswordAuthenticator"), Secret, AtLeast(8)]
    public string? UserPassword { get; init; }

    /// <summary>The password of the names in admin_users, at least 32 characters. Default: none, so they cannot log in.</summary>
    [TraitClass("SharedPasswordAuthenticator"), Secret, AtLeast(32)]
    public string? AdminPassword { get; init; }

    /// <summary>Further passwords and the groups their users get: <c>{"password": ["group"]}</c>. Needs manage_groups. Default: none.</summary>
    [TraitClass("SharedPasswordAuthenticator"), Secret]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> PasswordGroups { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the authenticator says at each login which groups a user is in. Default: false.</summary>
    public bool ManageGroups { get; init; }

    /// <summary>Whether everybody who proves who they are may log in, all defaults considered.</summary>
    public bool AllowsAll => AllowAll ?? (AuthenticatorClass == "dummy" && AllowedUsers.Count == 0);

    /// <summary>Whether users already known may log in, all defaults considered.</summary>
    public bool AllowsExistingUsers => AllowExistingUsers ?? AllowedUsers.Count > 0;

    /// <summary>Whether anything at all allows anybody.</summary>
    public bool AllowsAnyone => AnyAllowConfig ?? (AllowsAll || AllowsExistingUsers || AllowedUsers.Count > 0);

    public IEnumerable<OptionProblem> Check()
    {
        if (!string.IsNullOrEmpty(AdminPassword) && AdminPassword == UserPassword)
            yield return new OptionProblem(nameof(AdminPassword), "is the same as user_password", "a password of its own");
        if (PasswordGroups.Count > 0 && !ManageGroups)
            yield return new OptionProblem(nameof(PasswordGroups), "is set, but manage_groups is not", "both, or none");
        if (AuthenticatorClass == "shared-password" && !string.IsNullOrEmpty(AdminPassword) && AdminUsers.Count == 0)
        {
            yield return new OptionProblem(nameof(AdminPassword), "is of no use while admin_users is empty", "names in Authenticator.admin_users")
            { IsWarning = true };
        }
    }
}
