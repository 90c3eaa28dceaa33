using Hub.Domain.Configuration;
using Hub.Domain.Configuration.Traits;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;

namespace Hub.Domain.Authenticators;

/// <summary>Who may log in and how; traits of the chosen authenticator class and its parents.</summary>
[TraitClass("Authenticator")]
public sealed record AuthenticatorOptions : ICheckedOptions
{
    /// <summary>
    /// The class that decides who a visitor is: <c>pam</c> asks the machine, <c>ldap</c> a directory, <c>generic-oauth</c>,
    /// <c>github</c> and the like a provider, <c>multi</c> several of them, <c>native</c> keeps accounts of
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
    /// is set, otherwise false; for logins at a provider false.
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

    /// <summary>A regular expression that a whole name must match, not only its beginning. Default: empty, any name.</summary>
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

    /// <summary>
    /// Whether the authenticator says at each login which roles a user holds: those are given, all others taken, but for the role
    /// <c>user</c>; the role <c>admin</c> makes an administrator. Roles are then given neither over the REST API nor, to users and groups,
    /// by load_roles. Where the roles come from: OAuthenticator.auth_state_roles_key, or the answer of post_auth_command or post_auth_url.
    /// Default: false.
    /// </summary>
    public bool ManageRoles { get; init; }

    /// <summary>
    /// Roles to make at the start on behalf of the authenticator, in the form of load_roles; the counterpart of JupyterHub's
    /// <c>load_managed_roles</c>. A role without <c>users</c> keeps the users the authenticator gave it to. Needs manage_roles. Default: none.
    /// </summary>
    public IReadOnlyList<RoleDefinition> ManagedRoles { get; init; } = [];

    /// <summary>
    /// Whether the start takes back what the authenticator gave before: roles it made that are not in managed_roles, and its giving of
    /// roles, except to users where the role is in managed_roles without <c>users</c>. Default: false.
    /// </summary>
    public bool ResetManagedRolesOnStartup { get; init; }

    /// <summary>
    /// Whether what the authenticator knows of a user, such as tokens, is kept, encrypted with CryptKeeper.keys; without a key the hub does
    /// not start. Off, whatever was kept is cleared at the user's next login. Default: false.
    /// </summary>
    public bool EnableAuthState { get; init; }

    /// <summary>
    /// After how many seconds the authenticator is asked again, at a request of the user, whether all is as it was at the login; 0 never
    /// asks while nothing is started or stopped. Only logins at a provider have anything to ask. Default: 300.
    /// </summary>
    public TimeSpan AuthRefreshAge { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// Whether the authenticator is asked again before each start of a server, which is refused when the login is over. Default: false; for
    /// logins at a provider the value of enable_auth_state.
    /// </summary>
    public bool? RefreshPreSpawn { get; init; }

    /// <summary>Whether the authenticator is asked again before each stop a user asks for. Default: false.</summary>
    public bool RefreshPreStop { get; init; }

    /// <summary>Whether the login page is skipped where the only way to sign in is at a provider. Default: false.</summary>
    public bool AutoLogin { get; init; }

    /// <summary>As auto_login, but only for those who come from a server or service that asks who they are. Default: false.</summary>
    public bool AutoLoginOauth2Authorize { get; init; }

    /// <summary>Whether the login form asks for a one-time password too. Default: false.</summary>
    public bool RequestOtp { get; init; }

    /// <summary>What the form calls the one-time password. Default: OTP:.</summary>
    public string OtpPrompt { get; init; } = "OTP:";

    /// <summary>
    /// Whether users whose names are no longer valid, by username_pattern for example, are removed at the start of the hub, unless a server
    /// of theirs runs. Default: false, they stay and cannot sign in.
    /// </summary>
    public bool DeleteInvalidUsers { get; init; }

    /// <summary>
    /// A command that is run at every login the rules let through. It reads <c>{"name", "admin", "groups", "roles", "user_info",
    /// "auth_state"}</c> and refuses the login by an exit code other than 0; what it writes, the same form with any of the keys but name,
    /// replaces what is known of the user.
    /// It has 30 seconds. Default: none.
    /// </summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> PostAuthCommand { get; init; } = [];

    /// <summary>As post_auth_command, but posted to this URL; a 4xx answer refuses the login. Default: none.</summary>
    [HttpUrl, Secret]
    public string PostAuthUrl { get; init; } = "";

    /// <summary>Whether everybody who proves who they are may log in, all defaults considered.</summary>
    public bool AllowsAll => AllowAll ?? (AuthenticatorClass == "dummy" && AllowedUsers.Count == 0);

    /// <summary>Whether users already known may log in, all defaults considered.</summary>
    public bool AllowsExistingUsers => AllowExistingUsers ?? (AllowedUsers.Count > 0 && !IsExternal);

    /// <summary>Whether the authenticator is asked again before a start, all defaults considered.</summary>
    public bool RefreshesBeforeSpawn => RefreshPreSpawn ?? (IsExternal && EnableAuthState);

    /// <summary>Whether the chosen class lets users sign in at a provider.</summary>
    public bool IsExternal => TraitClasses.Lineage(TraitClasses.Choose("Authenticator", AuthenticatorClass)?.Name ?? "").Any(info => info.Name == "OAuthenticator");

    /// <summary>Whether anything at all allows anybody.</summary>
    public bool AllowsAnyone => AnyAllowConfig ?? (AllowsAll || AllowsExistingUsers || AllowedUsers.Count > 0);

    public IEnumerable<OptionProblem> CheckWith(HubConfiguration all)
    {
        foreach (var (role, i) in ManagedRoles.Select((role, i) => (role, i)))
        {
            if (all.Roles.LoadRoles.Any(other => other.Name == role.Name))
                yield return new OptionProblem(nameof(ManagedRoles), $"the role {role.Name} is in JupyterHub.load_roles too", "one of the two") { Path = $"[{i}].name" };
        }

        if (EnableAuthState && all.Crypt.Keys.Count == 0)
            yield return new OptionProblem(nameof(EnableAuthState), "is set without a key to encrypt with", "JUPYTERHUB_CRYPT_KEY or CryptKeeper.keys with it");
        if (AuthenticatorClass == "ldap" && all.Ldap.ServerAddress.Count == 0)
            yield return new OptionProblem(nameof(AuthenticatorClass), "needs LDAPAuthenticator.server_address, which is not set", "the address of a directory");
        if (AuthenticatorClass == "multi" && all.Multi.Entries.Count == 0)
            yield return new OptionProblem(nameof(AuthenticatorClass), "needs MultiAuthenticator.authenticators, which is empty", "at least one authenticator");
    }

    public IEnumerable<OptionProblem> Check()
    {
        if (!string.IsNullOrEmpty(AdminPassword) && AdminPassword == UserPassword)
            yield return new OptionProblem(nameof(AdminPassword), "is the same as user_password", "a password of its own");
        if (ManagedRoles.Count > 0 && !ManageRoles)
            yield return new OptionProblem(nameof(ManagedRoles), "is set, but manage_roles is not", "both, or none");
        for (var i = 0; i < ManagedRoles.Count; i++)
        {
            if (DefaultRoles.IsDefault(ManagedRoles[i].Name))
                yield return new OptionProblem(nameof(ManagedRoles), $"{ManagedRoles[i].Name} is a default role", "JupyterHub.load_roles to change it") { Path = $"[{i}].name" };
            if (ManagedRoles.Take(i).Any(other => other.Name == ManagedRoles[i].Name))
                yield return new OptionProblem(nameof(ManagedRoles), "another role has this name", "a name of its own") { Path = $"[{i}].name" };
        }

        if (PasswordGroups.Count > 0 && !ManageGroups)
            yield return new OptionProblem(nameof(PasswordGroups), "is set, but manage_groups is not", "both, or none");
        if (AuthenticatorClass == "shared-password" && !string.IsNullOrEmpty(AdminPassword) && AdminUsers.Count == 0)
        {
            yield return new OptionProblem(nameof(AdminPassword), "is of no use while admin_users is empty", "names in Authenticator.admin_users")
            { IsWarning = true };
        }
    }
}
