using Hub.Domain.Access;
using Hub.Domain.Roles;
using Hub.Domain.Scopes;

namespace Hub.Domain.OAuth;

/// <summary>Works out which scopes a client gets: those it asks for, which it is allowed, and which the user holds.</summary>
public sealed class OAuthScopes(ScopeTable table, IRoleStore roles, IAccessStore access)
{
    /// <summary>Who the user is, in the words in which clients ask for it: some compare what they get with what they asked for.</summary>
    public static IReadOnlyList<string> Identify { get; } = ["read:users:name!user", "read:users:groups!user"];

    /// <summary>What every token of a client holds: who the user is, and the way in.</summary>
    public static IReadOnlyList<string> Required(ScopeOwner owner) => [.. owner.IdentifyScopes(), .. owner.AccessScopes()];

    /// <returns>Null when a scope does not exist or is more than the client is allowed.</returns>
    public async Task<IReadOnlyList<string>?> RequestedAsync(OAuthClient client, string? scope, ScopeOwner owner, CancellationToken ct)
    {
        var names = scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (names.Length == 0)
            return client.AllowedScopes;
        var requested = new List<string>();
        // Hubs before 2.0 knew one scope, "identify"; it means what every client learns anyway.
        foreach (var name in names.Where(name => name != "identify"))
        {
            if (table.MistakeIn(name, "OAuth") is null)
                requested.Add(name);
            else if (await roles.FindAsync(name, ct) is { } role)
                requested.AddRange(role.Scopes);
            else
                return null;
        }

        return await IsAllowedAsync(client, requested, owner, ct) ? requested : null;
    }

    /// <summary>Cuts scopes to what the user holds now; what is cut off stays off, even if the user should gain it later.</summary>
    public async Task<IReadOnlyList<string>> CutAsync(IReadOnlyList<string> requested, ScopeOwner owner, ScopeSet held, CancellationToken ct)
    {
        if (requested.Contains("inherit"))
            return ["inherit"];
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in requested)
        {
            var wanted = table.Expand([scope], owner);
            var both = wanted.Intersect(held, await MembershipAsync(wanted, held, ct));
            if (both.IsEmpty)
                continue;
            if (both.Equals(wanted))
                kept.Add(scope);
            else
                kept.UnionWith(both.ToStrings());
        }

        kept.ExceptWith(Required(owner));
        return [.. kept.Order(StringComparer.Ordinal)];
    }

    private async Task<bool> IsAllowedAsync(OAuthClient client, IReadOnlyList<string> requested, ScopeOwner owner, CancellationToken ct)
    {
        if (client.AllowedScopes.Contains("inherit"))
            return true;
        if (requested.Contains("inherit"))
            return false;
        var wanted = table.Expand(requested, owner);
        var allowed = table.Expand([.. client.AllowedScopes, .. Required(owner)], owner);
        return wanted.Intersect(allowed, await MembershipAsync(wanted, allowed, ct)).Equals(wanted);
    }

    private async Task<IGroupMembership> MembershipAsync(ScopeSet one, ScopeSet other, CancellationToken ct)
    {
        var unknown = one.UsersToLookUp(other);
        return unknown.Count == 0 ? GroupMembership.None : new GroupMembership(await access.MembershipsAsync([.. unknown], ct));
    }
}
