namespace Hub.Domain.Scopes;

/// <summary>The roles every hub has: what users, admins, servers and tokens may do unless somebody says otherwise.</summary>
public static class DefaultRoles
{
    public const string UserName = "user";
    public const string AdminName = "admin";
    public const string ServerName = "server";
    public const string TokenName = "token";

    public static readonly DefaultRole User = new(UserName, "What every user may do", "self");

    /// <summary>The one default role that nobody can redefine; custom scopes are not part of it.</summary>
    public static readonly DefaultRole Admin = new(
        AdminName,
        "Everything the hub offers",
        "admin-ui", "admin:users", "admin:servers", "admin:services", "tokens", "admin:groups", "list:services", "read:services",
        "read:hub", "proxy", "shutdown", "access:services", "access:servers", "read:roles", "read:metrics", "read:audit",
        "shares");

    public static readonly DefaultRole Server = new(
        ServerName,
        "What the token of a server may do: report activity, and reach the server",
        "users:activity!user", "access:servers!server");

    public static readonly DefaultRole Token = new(TokenName, "Whatever the owner of the token may do", "inherit");

    public static bool IsDefault(string role) => role is UserName or AdminName or ServerName or TokenName;

    /// <summary>All four, the role of users with <c>extra_user_scopes</c> added.</summary>
    public static IReadOnlyList<DefaultRole> With(IEnumerable<string> extraUserScopes) =>
        [User with { Scopes = [.. User.Scopes.Concat(extraUserScopes).Distinct(StringComparer.Ordinal)] }, Admin, Server, Token];
}
