using Hub.Domain.Access;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Api.Tokens;

/// <summary>Makes models of tokens, with the scopes each comes to at this moment.</summary>
public sealed class TokenModels(CallerResolver callers, IAccessStore access)
{
    public async Task<IReadOnlyList<TokenModel>> OfAsync(IReadOnlyList<TokenSnapshot> tokens, CancellationToken ct)
    {
        var models = new List<TokenModel>(tokens.Count);
        foreach (var token in tokens)
            models.Add(await OfAsync(token, ct));
        return models;
    }

    public async Task<TokenModel> OfAsync(TokenSnapshot token, CancellationToken ct)
    {
        var (kind, id) = token.Token.UserId is { } user ? (OwnerKind.User, user) : (OwnerKind.Service, token.Token.ServiceId!.Value);
        if (await callers.OwnerAsync(kind, id, ct) is not var (owner, held))
            return TokenModel.From(token, []);
        var grant = await access.FindTokenAsync(token.Token.Hash, ct);
        var scopeOwner = grant is null
            ? kind == OwnerKind.User ? ScopeOwner.User(owner.Name) : ScopeOwner.Service(owner.Name)
            : CallerResolver.ScopeOwnerOf(grant, owner.Name);
        return TokenModel.From(token, (await callers.CutAsync(token.Token.Scopes, scopeOwner, held, ct)).ToStrings());
    }

    /// <summary>Whether a caller holds a scope on a user.</summary>
    public async Task<bool> MayUseAsync(Caller caller, string scope, string user, CancellationToken ct)
    {
        var filter = caller.Scopes.FilterOf(scope);
        return filter.Covers(ScopeTarget.User(user, []))
            || (filter.Groups.Count > 0 && filter.Covers(
                ScopeTarget.User(user, [.. (await access.MembershipsAsync([user], ct)).Select(pair => pair.Group)])));
    }
}
