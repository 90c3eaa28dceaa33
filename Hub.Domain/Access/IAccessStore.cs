namespace Hub.Domain.Access;

/// <summary>Reads what decides who a caller is and what it may do; every method is one round trip.</summary>
public interface IAccessStore
{
    /// <summary>The token with this hash; null when there is none or it has expired.</summary>
    Task<TokenGrant?> FindTokenAsync(byte[] hash, CancellationToken ct);

    /// <summary>The tokens with these ids that have not expired.</summary>
    Task<IReadOnlyDictionary<int, TokenGrant>> FindTokensAsync(IReadOnlyCollection<int> ids, CancellationToken ct);

    /// <summary>The browser session with this hash; null when there is none or it has expired.</summary>
    Task<BrowserSession?> FindSessionAsync(byte[] hash, CancellationToken ct);

    Task<OwnerGrant?> FindOwnerAsync(OwnerKind kind, int id, CancellationToken ct);

    /// <summary>Every (user, group) pair of the named users.</summary>
    Task<IReadOnlyList<(string User, string Group)>> MembershipsAsync(IReadOnlyCollection<string> users, CancellationToken ct);
}
