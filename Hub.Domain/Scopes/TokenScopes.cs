namespace Hub.Domain.Scopes;

/// <summary>What a token may do: what was granted to it, cut to what its owner may do at that moment.</summary>
public static class TokenScopes
{
    /// <summary>
    /// The power of a token now. A token also asks to identify its owner and, when a server or service issued it,
    /// for access to that; it gets these, like the rest, only as far as the owner has them.
    /// </summary>
    /// <param name="table">The scopes this hub knows.</param>
    /// <param name="granted">The scopes of the token as they were written.</param>
    /// <param name="owner">The owner of the token and who issued it.</param>
    /// <param name="ownerScopes">What the owner may do.</param>
    /// <param name="membership">Who is in which group; see <see cref="ScopeSet.UsersToLookUp"/>.</param>
    public static ScopeSet Effective(
        ScopeTable table, IReadOnlyCollection<string> granted, ScopeOwner owner, ScopeSet ownerScopes, IGroupMembership membership) =>
        granted.Contains("inherit") ? ownerScopes : Asked(table, granted, owner).Intersect(ownerScopes, membership);

    /// <summary>What the token asks for, before the cut; with <c>inherit</c> there is no cut to make.</summary>
    public static ScopeSet Asked(ScopeTable table, IReadOnlyCollection<string> granted, ScopeOwner owner) =>
        table.Expand([.. granted, .. owner.AccessScopes(), .. owner.IdentifyScopes()], owner);
}
