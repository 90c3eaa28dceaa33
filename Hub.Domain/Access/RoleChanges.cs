using Hub.Domain.Errors;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;

namespace Hub.Domain.Access;

/// <summary>
/// Making, changing and giving out roles on behalf of a caller. Only admins may, and none of them can make or give out a role that
/// could allow anybody more than they hold at that moment, with the token they use.
/// </summary>
public sealed class RoleChanges(IRoleStore roles, CallerResolver callers, ScopeTable table)
{
    /// <summary>Adds a role.</summary>
    /// <exception cref="InvalidInputException">The name or a scope is not one.</exception>
    /// <exception cref="ConflictException">There is a role of that name.</exception>
    public async Task CreateAsync(string name, string description, IReadOnlyList<string> scopes, Caller caller, CancellationToken ct)
    {
        RequireAdmin(caller);
        if (RoleName.MistakeIn(name) is { } mistake)
            throw new InvalidInputException(mistake);
        await RequireHeldAsync(name, scopes, caller, ct);
        await roles.CreateAsync(
            new Role { Name = name, Description = description, Scopes = [.. scopes.Distinct(StringComparer.Ordinal)], Origin = RoleOrigin.Api }, ct);
    }

    /// <summary>Replaces what a role allows; null leaves the one or the other as it is.</summary>
    public async Task ReplaceAsync(string name, string? description, IReadOnlyList<string>? scopes, Caller caller, CancellationToken ct)
    {
        RequireAdmin(caller);
        var role = await ChangeableAsync(name, ct);
        var wanted = scopes ?? role.Scopes;
        await RequireHeldAsync(name, wanted, caller, ct);
        var found = await roles.ReplaceAsync(
            role.Id, description ?? role.Description, [.. wanted.Distinct(StringComparer.Ordinal)], ct);
        if (!found)
            throw Missing(name);
    }

    /// <summary>Removes a role; its holders lose it at once.</summary>
    public async Task RemoveAsync(string name, Caller caller, CancellationToken ct)
    {
        RequireAdmin(caller);
        if (!await roles.RemoveAsync((await ChangeableAsync(name, ct)).Id, ct))
            throw Missing(name);
    }

    /// <summary>Gives a role to somebody; who holds it already keeps it.</summary>
    public async Task GiveAsync(string name, RoleHolder holder, Caller caller, CancellationToken ct)
    {
        RequireAdmin(caller);
        var role = await ChangeableAsync(name, ct);
        await RequireHeldAsync(name, role.Scopes, caller, ct);
        await roles.GiveAsync(role.Id, holder, ct);
    }

    /// <summary>Takes a role from somebody; who does not hold it loses nothing.</summary>
    public async Task TakeAsync(string name, RoleHolder holder, Caller caller, CancellationToken ct)
    {
        RequireAdmin(caller);
        await roles.TakeAsync((await ChangeableAsync(name, ct)).Id, holder, ct);
    }

    private static void RequireAdmin(Caller caller)
    {
        if (!caller.Admin)
            throw new ForbiddenException("Only admins can change roles and who holds them");
    }

    private static NotFoundException Missing(string name) => new($"No such role: {name}");

    private async Task<Role> ChangeableAsync(string name, CancellationToken ct)
    {
        var role = await roles.FindAsync(name, ct) ?? throw Missing(name);
        return role.Origin switch
        {
            RoleOrigin.Api => role,
            RoleOrigin.Configuration => throw new ConflictException(
                $"Role {name} comes from the configuration (JupyterHub.load_roles), which says what it allows and who holds it"),
            RoleOrigin.Authenticator => throw new ConflictException($"Role {name} comes from the authenticator, which says what it allows and who holds it"),
            _ => throw new ConflictException(
                name == DefaultRoles.AdminName
                    ? $"Role {name} is a default role and cannot be changed; users hold it by being admins: PATCH /users/{{name}}"
                    : $"Role {name} is a default role; only JupyterHub.load_roles can change it"),
        };
    }

    private async Task RequireHeldAsync(string name, IReadOnlyList<string> scopes, Caller caller, CancellationToken ct)
    {
        if (table.MistakesIn(scopes, $"role {name}") is { Count: > 0 } mistakes)
            throw new InvalidInputException(string.Join("; ", mistakes));
        // What allows nothing by itself can be given by anybody.
        var widest = table.ExpandWidest(scopes.Where(scope => scope is not ("inherit" or "(no_scope)")));
        var missing = widest.Except(widest.Intersect(caller.Scopes, await callers.MembershipAsync(widest, caller.Scopes, ct)));
        if (!missing.IsEmpty)
            throw new ForbiddenException(RequestedScopes.Refusal(missing, $"{caller.Kind} {caller.Name}"));
    }
}
