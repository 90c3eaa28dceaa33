namespace Hub.Domain.Tokens;

/// <summary>A token as it is shown, with the name of its owner and of the program it was issued to.</summary>
/// <param name="ClientDescription">The OAuth client; null for tokens of the hub itself.</param>
public sealed record TokenSnapshot(ApiToken Token, string OwnerName, string? ClientDescription);
