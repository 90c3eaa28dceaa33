using Hub.Domain.Access;
using Hub.Domain.Scopes;
using Hub.Domain.Tokens;

namespace Hub.Api.Tokens;

/// <summary>Makes models of tokens, with the scopes each comes to at this moment.</summary>
public sealed class TokenModels(CallerResolver callers, IAccessStore access)
{
    /// <param name="tokens">All of one owner.</param>
    /// <param name="ct">Ends the look-ups.</param>
    public async Task<IReadOnlyList<TokenModel>> OfAsync(IReadOnlyList<TokenSnapshot> tokens, CancellationToken ct)
    {
        if (tokens.Count == 0)
            return [];
        var (kind, id) = tokens[0].Token.UserId is { } user ? (OwnerKind.User, user) : (OwnerKind.Service, tokens[0].Token.ServiceId!.Value);
        if (await callers.OwnerAsync(kind, id, ct) is not var (owner, held))
            return [.. tokens.Select(token => TokenModel.From(token, []))];
        var grants = await access.FindTokensAsync([.. tokens.Select(token => token.Token.Id)], ct);
        // One may have been revoked since the list was read.
        var there = tokens.Where(token => grants.ContainsKey(token.Token.Id)).ToList();
        var scopes = await callers.CutAllAsync(
            [.. there.Select(token => ((IReadOnlyList<string>)token.Token.Scopes, CallerResolver.ScopeOwnerOf(grants[token.Token.Id], owner.Name)))], held, ct);
        return [.. there.Zip(scopes, (token, cut) => TokenModel.From(token, cut.ToStrings()))];
    }

    public async Task<TokenModel> OfAsync(TokenSnapshot token, CancellationToken ct) =>
        (await OfAsync([token], ct)).FirstOrDefault() ?? TokenModel.From(token, []);

    /// <summary>Whether scopes hold one of them on a user.</summary>
    public async Task<bool> MayUseAsync(ScopeSet scopes, string scope, string user, CancellationToken ct)
    {
        var filter = scopes.FilterOf(scope);
        return filter.Covers(ScopeTarget.User(user, []))
            || (filter.Groups.Count > 0 && filter.Covers(
                ScopeTarget.User(user, [.. (await access.MembershipsAsync([user], ct)).Select(pair => pair.Group)])));
    }
}
