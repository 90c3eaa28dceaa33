using Hub.Domain.Errors;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;
using Hub.Domain.Users;

namespace Hub.Domain.Access;

/// <summary>Answers why a user can or cannot do something.</summary>
public sealed class ScopeInquiry(IUserStore users, IRoleStore roles, IAccessStore access, CallerReach reach, ScopeTable table)
{
    private static readonly string[] NeededToAsk = ["read:roles:users", "read:users"];

    /// <param name="name">The user asked about.</param>
    /// <param name="text">The scope, with a filter that says on what; without one, on everything.</param>
    /// <param name="caller">Who asks: somebody who may read the user's roles.</param>
    /// <param name="ct">Ends the request.</param>
    /// <exception cref="InvalidInputException">The scope does not exist, or its filter does not say on what.</exception>
    public async Task<ScopeExplanation> ExplainAsync(string name, string text, Caller caller, CancellationToken ct)
    {
        await reach.RequireUserAsync(caller, name, NeededToAsk, ct);
        var user = await users.FindAsync(name, ct) ?? throw new NotFoundException($"No such user: {name}");
        var scope = Scope.Parse(text, table, $"user {name}").Resolve(ScopeOwner.User(name))
            ?? throw new InvalidInputException($"The filter of {text} does not say on what");
        var sources = await roles.SourcesAsync(user.Id, ct);
        if (!await reach.UserAsync(caller, "read:users:shares", name, ct))
            sources = [.. sources.Where(source => source.Server is null)];
        return ScopeExplanation.Of(table, scope.Base, await TargetAsync(scope, ct), ScopeOwner.User(name), sources);
    }

    private async Task<ScopeTarget?> TargetAsync(Scope scope, CancellationToken ct)
    {
        if (scope.Name is not { } name)
            return null;
        switch (scope.Kind)
        {
            case ScopeFilterKind.Group:
                return ScopeTarget.Group(name);
            case ScopeFilterKind.Service:
                return ScopeTarget.Service(name);
            case ScopeFilterKind.Server:
                var owner = ServerFullName.OwnerOf(name);
                var server = name.Length > owner.Length ? name[(owner.Length + 1)..] : "";
                return ScopeTarget.Server(owner, server, await GroupsAsync(owner, ct));
            default:
                return ScopeTarget.User(name, await GroupsAsync(name, ct));
        }
    }

    private async Task<IReadOnlyList<string>> GroupsAsync(string user, CancellationToken ct) =>
        [.. (await access.MembershipsAsync([user], ct)).Select(pair => pair.Group)];
}
