using Hub.Api.Access;
using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Scopes;
using Hub.Domain.Users;

namespace Hub.Api.Pages;

/// <summary>Finds whose server a page is about, for those who may start and stop it.</summary>
public sealed class ServerOwners(IUserStore users, IAccessStore access)
{
    /// <param name="name">The owner as the address names them; null is the one who asks.</param>
    /// <exception cref="NotFoundException">There is no such user, or the caller may not know.</exception>
    public async Task<User> FindAsync(HttpContext http, string? name, string serverName, string scope, CancellationToken ct)
    {
        var caller = http.Caller() ?? throw new ForbiddenException("Missing or invalid credentials.");
        var owner = name ?? caller.Name;
        if (!await CoversAsync(caller, owner, serverName, scope, ct))
            throw new NotFoundException("No access to resources or resources not found");
        return await users.FindAsync(owner, ct) ?? throw new NotFoundException($"No such user: {owner}");
    }

    /// <summary>Whether a caller holds a scope on a server of that name, which need not exist.</summary>
    public async Task<bool> CoversAsync(Caller caller, string owner, string serverName, string scope, CancellationToken ct)
    {
        var held = caller.Scopes.FilterOf(scope);
        if (held.Groups.Count == 0)
            return held.Covers(ScopeTarget.Server(owner, serverName, []));
        var groups = (await access.MembershipsAsync([owner], ct)).Select(pair => pair.Group).ToList();
        return held.Covers(ScopeTarget.Server(owner, serverName, groups));
    }
}
