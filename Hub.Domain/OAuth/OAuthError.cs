namespace Hub.Domain.OAuth;

/// <summary>An error in the words of RFC 6749: for the client's program, with a sentence for its author.</summary>
public sealed record OAuthError(string Code, string Description);
