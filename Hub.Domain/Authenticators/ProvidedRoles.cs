using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Authenticators;

/// <summary>
/// Takes from the roles an authenticator gives what makes sense here. What does not is left out and logged: it can only give less,
/// and nobody is kept out by somebody else's mistake.
/// </summary>
public sealed class ProvidedRoles(AuthenticatorOptions options, IRoleStore roles, ScopeTable table, UserNames names, ILogger<ProvidedRoles> log)
{
    /// <summary>Whether somebody is an administrator, where roles say so; null where the hub's own word stays.</summary>
    public bool? AdminOf(AuthenticatedUser who) => !options.ManageRoles || who.Roles is null ? who.Admin
        // Who holds no such role any more must not stay what it made them.
        : who.Admin == true || who.Roles.Any(role => role.Name == DefaultRoles.AdminName);

    /// <summary>Gives a user these roles and takes all others, as far as the authenticator knows of any.</summary>
    public async Task GiveAsync(int userId, AuthenticatedUser who, CancellationToken ct)
    {
        if (options.ManageRoles && who.Roles is { } given)
            await roles.SetManagedAsync(userId, [.. given.Where(IsSound).Select(Named).DistinctBy(role => role.Name)], [.. options.ManagedRoles.Select(role => role.Name)], ct);
    }

    private bool IsSound(RoleDefinition role)
    {
        // Being admin is a flag of the user, and whoever signs in is a user.
        if (role.Name is DefaultRoles.AdminName or DefaultRoles.UserName)
            return false;
        var mistakes = table.MistakesIn(role.Scopes ?? [], $"role {role.Name}").ToList();
        if (!RoleName.IsValid(role.Name))
            mistakes.Add("there is no role of such a name");
        foreach (var mistake in mistakes)
            log.LogError("The authenticator gives the role {Role}, which is left out: {Mistake}", QuotedName.Of(role.Name), mistake);
        return mistakes.Count == 0;
    }

    /// <summary>With names as they are kept, and without what the database cannot keep.</summary>
    private RoleDefinition Named(RoleDefinition role) => role with
    {
        Description = role.Description?.Replace("\0", "", StringComparison.Ordinal),
        Users = role.Users is null ? null : [.. role.Users.Where(CanBeKept).Select(names.Normalize).Distinct()],
        Groups = role.Groups is null ? null : [.. role.Groups.Where(CanBeKept)],
        Services = role.Services is null ? null : [.. role.Services.Where(CanBeKept)],
    };

    private static bool CanBeKept(string name) => !name.Contains('\0', StringComparison.Ordinal);
}
