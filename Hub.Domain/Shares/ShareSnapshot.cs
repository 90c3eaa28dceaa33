namespace Hub.Domain.Shares;

/// <summary>A share as it is shown: with names, and with its scopes in full.</summary>
/// <param name="Scopes">Each with the filter of the server, in order.</param>
public sealed record ShareSnapshot(
    int Id, SharedServer Server, IReadOnlyList<string> Scopes, ShareRecipient Recipient, DateTimeOffset Created);
