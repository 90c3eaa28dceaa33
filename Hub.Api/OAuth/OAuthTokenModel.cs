namespace Hub.Api.OAuth;

/// <summary>A token for an OAuth client.</summary>
/// <param name="AccessToken">The token itself.</param>
/// <param name="ExpiresIn">Seconds until it ends.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="Scope">What it allows, with blanks between.</param>
public sealed record OAuthTokenModel(string AccessToken, long ExpiresIn, string TokenType, string Scope);

/// <summary>An error in OAuth's own form.</summary>
/// <param name="Error">OAuth's code for it.</param>
/// <param name="ErrorDescription">What went wrong, for the person who reads it.</param>
public sealed record OAuthErrorModel(string Error, string? ErrorDescription);
