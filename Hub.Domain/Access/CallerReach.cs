using Hub.Domain.Errors;
using Hub.Domain.Scopes;

namespace Hub.Domain.Access;

/// <summary>
/// Whether a caller's scopes reach a user, or a server of one. The groups of that user are looked up only when a filter speaks of
/// groups.
/// </summary>
public sealed class CallerReach(IAccessStore store)
{
    public ValueTask<bool> UserAsync(Caller caller, string scope, string user, CancellationToken ct) =>
        ReachesAsync(caller.Scopes.FilterOf(scope), user, groups => ScopeTarget.User(user, groups), ct);

    public ValueTask<bool> ServerAsync(Caller caller, string scope, string owner, string serverName, CancellationToken ct) =>
        ReachesAsync(caller.Scopes.FilterOf(scope), owner, groups => ScopeTarget.Server(owner, serverName, groups), ct);

    /// <exception cref="ForbiddenException">None of the scopes is held in any form.</exception>
    /// <exception cref="NotFoundException">None of those held reaches the user.</exception>
    public async Task RequireUserAsync(Caller caller, string user, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        foreach (var scope in scopes)
        {
            if (await UserAsync(caller, scope, user, ct))
                return;
        }

        throw ScopeRefusal.Of(scopes.Any(caller.Scopes.Holds), scopes);
    }

    /// <exception cref="ForbiddenException">The scope is not held in any form.</exception>
    /// <exception cref="NotFoundException">It does not reach the server.</exception>
    public async Task RequireServerAsync(Caller caller, string owner, string serverName, string scope, CancellationToken ct)
    {
        if (!await ServerAsync(caller, scope, owner, serverName, ct))
            throw ScopeRefusal.Of(caller.Scopes.Holds(scope), scope);
    }

    private async ValueTask<bool> ReachesAsync(
        ScopeFilter filter, string user, Func<IReadOnlyList<string>, ScopeTarget> target, CancellationToken ct)
    {
        if (filter.Covers(target([])))
            return true;
        return filter.Groups.Count > 0
            && filter.Covers(target([.. (await store.MembershipsAsync([user], ct)).Select(pair => pair.Group)]));
    }
}
