namespace Hub.Domain.Shares;

/// <summary>A share code as it is shown: everything but the code, which only its holders know.</summary>
/// <param name="Scopes">Each with the filter of the server, in order.</param>
public sealed record ShareCodeSnapshot(
    int Id,
    SharedServer Server,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Created,
    DateTimeOffset ExpiresAt,
    int ExchangeCount,
    DateTimeOffset? LastExchangedAt);
