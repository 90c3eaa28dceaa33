using Hub.Domain.Users;

namespace Hub.Domain.Authenticators;

/// <summary>Who, once it is known who they are, may come in. Names given here are those that are kept.</summary>
public sealed class LoginRules
{
    private readonly HashSet<string> blocked;
    private readonly HashSet<string> allowed;
    private readonly HashSet<string> admins;
    private readonly bool allowAll;
    private readonly bool allowExisting;

    public LoginRules(AuthenticatorOptions options, UserNames names)
    {
        blocked = [.. options.BlockedUsers.Select(names.Normalize)];
        allowed = [.. options.AllowedUsers.Select(names.Normalize)];
        admins = [.. options.AdminUsers.Select(names.Normalize)];
        // As JupyterHub: once there is a list, an admin need not be written down twice.
        if (allowed.Count > 0)
            allowed.UnionWith(admins);
        allowAll = options.AllowsAll;
        allowExisting = options.AllowsExistingUsers;
    }

    /// <summary>Blocked wins over everything that allows.</summary>
    public bool IsBlocked(string name) => blocked.Contains(name);

    public bool IsAdmin(string name) => admins.Contains(name);

    /// <param name="known">Whether the hub already has a user of that name.</param>
    public bool IsAllowed(string name, bool known) => !IsBlocked(name) && (allowAll || allowed.Contains(name) || (allowExisting && known));
}
