namespace Hub.Api.OAuth;

/// <summary>A request for a token, as a form.</summary>
/// <param name="GrantType">Always <c>authorization_code</c>.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="ClientSecret">The client's secret.</param>
/// <param name="Code">The code the browser brought.</param>
/// <param name="RedirectUri">Where the browser brought it.</param>
/// <param name="CodeVerifier">What the challenge was made of, where there was one.</param>
public sealed record OAuthTokenForm(
    string GrantType, string ClientId, string ClientSecret, string Code, string RedirectUri, string? CodeVerifier);
