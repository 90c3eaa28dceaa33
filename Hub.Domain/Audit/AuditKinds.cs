namespace Hub.Domain.Audit;

/// <summary>The deeds that are written down.</summary>
public static class AuditKinds
{
    public const string Login = "login";
    public const string LoginFailed = "login-failed";
    public const string Logout = "logout";
    public const string SessionsEnded = "sessions-ended";
    public const string TokenMade = "token-made";
    public const string TokenFirstUsed = "token-first-used";
    public const string TokenRevoked = "token-revoked";
    public const string RoleMade = "role-made";
    public const string RoleChanged = "role-changed";
    public const string RoleRemoved = "role-removed";
    public const string RoleGiven = "role-given";
    public const string RoleTaken = "role-taken";
    public const string GroupMade = "group-made";
    public const string GroupChanged = "group-changed";
    public const string GroupRemoved = "group-removed";
    public const string MembersAdded = "members-added";
    public const string MembersRemoved = "members-removed";
    public const string UserMade = "user-made";
    public const string UserChanged = "user-changed";
    public const string UserRemoved = "user-removed";
    public const string AccountMade = "account-made";
    public const string AccountAuthorized = "account-authorized";
    public const string AccountSuspended = "account-suspended";
    public const string AccountDiscarded = "account-discarded";
    public const string PasswordChanged = "password-changed";
    public const string PasswordLinkMade = "password-link-made";
    public const string SecondFactorAdded = "second-factor-added";
    public const string SecondFactorRemoved = "second-factor-removed";
    public const string ServerStart = "server-start";
    public const string ServerStop = "server-stop";
    public const string ServerFailed = "server-failed";
    public const string ServerAccess = "server-access";
    public const string ShareMade = "share-made";
    public const string ShareCodeMade = "share-code-made";
    public const string ShareAccepted = "share-accepted";
    public const string ShareRevoked = "share-revoked";
    public const string ServiceMade = "service-made";
    public const string ServiceRemoved = "service-removed";
    public const string ServiceStarted = "service-started";
    public const string ServiceStopped = "service-stopped";
    public const string ConfigurationLoaded = "configuration-loaded";
    public const string EventsLost = "events-lost";

    /// <summary>Every one of them.</summary>
    public static IReadOnlySet<string> All { get; } = typeof(AuditKinds).GetFields()
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);

    /// <summary>What happens to a server: the user it belongs to may read these.</summary>
    public static IReadOnlyList<string> OfServers { get; } =
        [ServerStart, ServerStop, ServerFailed, ServerAccess, ShareMade, ShareCodeMade, ShareAccepted, ShareRevoked];
}
