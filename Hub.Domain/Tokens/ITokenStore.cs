using Hub.Domain.Access;

namespace Hub.Domain.Tokens;

/// <summary>Keeps tokens; expired ones are never given out.</summary>
public interface ITokenStore
{
    /// <summary>Adds a token; its <see cref="ApiToken.Id"/> is set on return.</summary>
    Task AddAsync(ApiToken token, string ownerName, CancellationToken ct);

    /// <summary>The tokens of an owner, oldest activity (or creation) first.</summary>
    Task<IReadOnlyList<TokenSnapshot>> ListAsync(OwnerKind kind, int ownerId, CancellationToken ct);

    Task<TokenSnapshot?> FindAsync(OwnerKind kind, int ownerId, int tokenId, CancellationToken ct);

    /// <summary>Removes a token; one that was issued to an OAuth client takes all tokens of that client and owner with it.</summary>
    Task RemoveAsync(TokenSnapshot token, CancellationToken ct);

    /// <summary>Makes the tokens of the configuration those given, by hash; each is given an owner that exists.</summary>
    Task ReplaceConfiguredAsync(IReadOnlyList<ApiToken> tokens, CancellationToken ct);

    Task<int> RemoveExpiredAsync(CancellationToken ct);
}
