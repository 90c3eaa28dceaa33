using Hub.Domain.Access;
using Hub.Domain.Errors;
using Hub.Domain.Groups;
using Hub.Domain.Scopes;
using Hub.Domain.Users;

namespace Hub.Domain.Shares;

/// <summary>Sharing a server with a user or a group by name, and taking that back.</summary>
public sealed class ShareGrants(
    IShareStore shares, IUserStore users, IGroupStore groups, SharedServers servers, CallerReach reach, ScopeTable table)
{
    /// <exception cref="InvalidInputException">A scope cannot be shared, or there is no such user or group.</exception>
    /// <exception cref="ForbiddenException">The caller lacks a scope to be shared, or may not know the user or group.</exception>
    public async Task<ShareSnapshot> GrantAsync(
        string owner, string serverName, string? user, string? group, IReadOnlyList<string>? scopes, Caller caller, CancellationToken ct)
    {
        var wanted = ShareScopes.Wanted(table, scopes, owner, serverName);
        var server = await servers.FindAsync(owner, serverName, ct);
        await RequireHeldAsync(wanted, owner, serverName, caller, ct);
        return await shares.GrantAsync(server.Id, await RecipientAsync(user, group, caller, ct), wanted, ct);
    }

    /// <returns>What is left of the share; null for nothing, which is also the answer when there was none.</returns>
    public async Task<ShareSnapshot?> RevokeAsync(
        string owner, string serverName, string? user, string? group, IReadOnlyList<string>? scopes, CancellationToken ct)
    {
        var unwanted = ShareScopes.Unwanted(table, scopes, owner, serverName);
        var server = await servers.FindAsync(owner, serverName, ct);
        var recipient = user is { Length: > 0 } ? await UserAsync(user, ct) : await GroupAsync(group!, ct);
        return recipient is null ? null : await shares.RevokeAsync(server.Id, recipient, unwanted, ct);
    }

    /// <summary>Nobody shares what they may not do on that server themselves.</summary>
    internal async Task RequireHeldAsync(
        IReadOnlyList<string> wanted, string owner, string serverName, Caller caller, CancellationToken ct)
    {
        foreach (var scope in wanted)
        {
            if (!await reach.ServerAsync(caller, scope, owner, serverName, ct))
                throw new ForbiddenException($"Do not have permission to grant share with scope {ShareScopes.On(scope, owner, serverName)}");
        }
    }

    private async Task<ShareRecipient> RecipientAsync(string? user, string? group, Caller caller, CancellationToken ct)
    {
        // The permission comes first: otherwise the answer would tell who exists.
        if (user is { Length: > 0 })
        {
            if (!await reach.UserAsync(caller, "read:users:name", user, ct))
                throw new ForbiddenException("Need scope 'read:users:name' to share with users by name");
            return await UserAsync(user, ct) ?? throw new InvalidInputException($"No such user: {user}");
        }

        if (!caller.Scopes.Covers("read:groups:name", ScopeTarget.Group(group!)))
            throw new ForbiddenException("Need scope 'read:groups:name' to share with groups by name");
        return await GroupAsync(group!, ct) ?? throw new InvalidInputException($"No such group: {group}");
    }

    private async Task<ShareRecipient?> UserAsync(string name, CancellationToken ct) =>
        await users.FindAsync(name, ct) is { } found ? ShareRecipient.User(found.Id, found.Name) : null;

    private async Task<ShareRecipient?> GroupAsync(string name, CancellationToken ct) =>
        await groups.FindAsync(name, ct) is { } found ? ShareRecipient.Group(found.Id, found.Name) : null;
}
