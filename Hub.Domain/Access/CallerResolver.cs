using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Domain.Access;

/// <summary>Finds out who stands behind a token or a login cookie, from memory where it can.</summary>
public sealed class CallerResolver(IAccessStore store, AccessCache cache, ScopeTable table)
{
    /// <returns>Null when there is no such token, or no more.</returns>
    public async Task<Caller?> ByTokenAsync(string token, CancellationToken ct)
    {
        var hash = TokenHash.Of(token);
        var key = $"t{Convert.ToHexString(hash)}";
        if (cache.Find(key) is { } known)
            return known;
        var readAt = cache.Generation;
        if (await store.FindTokenAsync(hash, ct) is not { } found
            || await store.FindOwnerAsync(found.OwnerKind, found.OwnerId, ct) is not { } owner)
            return null;
        var caller = await OfTokenAsync(found, owner, ct);
        cache.Keep(key, caller, readAt);
        return caller;
    }

    /// <param name="secret">The value of the login cookie.</param>
    /// <param name="ct">Ends the look-up.</param>
    public async Task<Caller?> BySessionAsync(string secret, CancellationToken ct)
    {
        var hash = TokenHash.Of(secret);
        var key = $"s{Convert.ToHexString(hash)}";
        if (cache.Find(key) is { } known)
            return known;
        var readAt = cache.Generation;
        if (await store.FindSessionAsync(hash, ct) is not { } session
            || await store.FindOwnerAsync(OwnerKind.User, session.UserId, ct) is not { } owner)
            return null;
        var scopes = ScopesOf(owner);
        var caller = new Caller
        {
            Kind = OwnerKind.User,
            Id = owner.Id,
            Name = owner.Name,
            Admin = owner.Admin,
            Groups = owner.Groups,
            Scopes = scopes,
            OwnerScopes = scopes,
            SessionId = session.SessionId,
            ExpiresAt = session.ExpiresAt,
        };
        cache.Keep(key, caller, readAt);
        return caller;
    }

    /// <summary>Everything an owner may do, and who they are, apart from any token.</summary>
    public async Task<(OwnerGrant Owner, ScopeSet Scopes)?> OwnerAsync(OwnerKind kind, int id, CancellationToken ct) =>
        await store.FindOwnerAsync(kind, id, ct) is { } owner ? (owner, ScopesOf(owner)) : null;

    /// <summary>What scopes, as written on a token of an owner, come to: expanded, and cut to what the owner holds.</summary>
    public async Task<ScopeSet> CutAsync(IReadOnlyList<string> scopes, ScopeOwner owner, ScopeSet held, CancellationToken ct) =>
        scopes.Contains("inherit")
            ? held
            : TokenScopes.Effective(
                table, scopes, owner, held, await MembershipAsync(TokenScopes.Asked(table, scopes, owner), held, ct));

    /// <summary>The same for many tokens of one owner, with one look-up for all of them.</summary>
    public async Task<IReadOnlyList<ScopeSet>> CutAllAsync(
        IReadOnlyList<(IReadOnlyList<string> Scopes, ScopeOwner Owner)> tokens, ScopeSet held, CancellationToken ct)
    {
        var unknown = tokens.Where(token => !token.Scopes.Contains("inherit"))
            .SelectMany(token => TokenScopes.Asked(table, token.Scopes, token.Owner).UsersToLookUp(held)).Distinct().ToList();
        var membership = unknown.Count == 0 ? GroupMembership.None : new GroupMembership(await store.MembershipsAsync(unknown, ct));
        return [.. tokens.Select(token => token.Scopes.Contains("inherit")
            ? held
            : TokenScopes.Effective(table, token.Scopes, token.Owner, held, membership))];
    }

    /// <summary>Who is in which group, as far as holding one set against another needs to know: usually nobody has to be asked.</summary>
    public async Task<IGroupMembership> MembershipAsync(ScopeSet asked, ScopeSet held, CancellationToken ct)
    {
        var unknown = asked.UsersToLookUp(held);
        return unknown.Count == 0 ? GroupMembership.None : new GroupMembership(await store.MembershipsAsync([.. unknown], ct));
    }

    public static ScopeOwner ScopeOwnerOf(TokenGrant token, string ownerName)
    {
        var owner = token.OwnerKind == OwnerKind.User ? ScopeOwner.User(ownerName) : ScopeOwner.Service(ownerName);
        if (token.ServerOwner is not null)
            return owner.IssuedByServer(token.ServerOwner, token.ServerName ?? "");
        return token.ServiceName is null ? owner : owner.IssuedByService(token.ServiceName);
    }

    private async Task<Caller> OfTokenAsync(TokenGrant token, OwnerGrant owner, CancellationToken ct)
    {
        var held = ScopesOf(owner);
        return new Caller
        {
            Kind = owner.Kind,
            Id = owner.Id,
            Name = owner.Name,
            Admin = owner.Admin,
            Groups = owner.Groups,
            Scopes = await CutAsync(token.Scopes, ScopeOwnerOf(token, owner.Name), held, ct),
            OwnerScopes = held,
            TokenId = token.Id,
            SessionId = token.SessionId,
            ServerId = token.ServerId,
            OfServer = token.OfServer,
            ExpiresAt = token.ExpiresAt,
        };
    }

    private ScopeSet ScopesOf(OwnerGrant owner) => table.Expand(
        [.. owner.RoleScopes, .. owner.ShareScopes],
        owner.Kind == OwnerKind.User ? ScopeOwner.User(owner.Name) : ScopeOwner.Service(owner.Name));
}
