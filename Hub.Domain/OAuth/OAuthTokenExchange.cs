using Hub.Domain.Tokens;

namespace Hub.Domain.OAuth;

/// <summary>The second half of an OAuth login: the client shows its code and its secret, and gets a token of the user.</summary>
public sealed class OAuthTokenExchange(IOAuthStore store, OAuthSettings settings, TimeProvider clock)
{
    /// <param name="request">Whoever reads it off the wire has looked at its form.</param>
    /// <param name="ct">Ends the exchange.</param>
    public async Task<TokenAnswer> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        // 1. The client, by its secret.
        if (await store.FindClientAsync(request.ClientId ?? "", ct) is not { } client
            || !TokenHash.Matches(request.ClientSecret ?? "", client.SecretHash))
            return Refuse("invalid_client", "There is no such client, or the secret is not its own.");
        if (request.GrantType == "refresh_token")
            return Refuse("unauthorized_client", "There are no refresh tokens here.");
        // 2. The code: taken out whatever follows, so that nobody can try twice with it.
        if (await store.TakeCodeAsync(TokenHash.Of(request.Code ?? ""), ct) is not { } code || code.ClientId != client.Id)
            return Refuse("invalid_grant", "The code is not known, or not any more.");
        if (Mismatch(request, client, code) is { } mismatch)
            return mismatch;
        // 3. The token.
        return await IssueAsync(client, code, ct);
    }

    private static TokenAnswer? Mismatch(TokenRequest request, OAuthClient client, OAuthCode code)
    {
        if (code.CodeChallenge is { } challenge)
        {
            if (string.IsNullOrEmpty(request.CodeVerifier))
                return Refuse("invalid_request", "Code verifier required.");
            if (!Pkce.Proves(request.CodeVerifier, challenge, code.CodeChallengeMethod ?? "plain"))
                return Refuse("invalid_grant", "The code verifier does not fit the code challenge.");
        }

        // A redirect left out here is the registered one, which is the only one a code can have been sent to.
        return !string.IsNullOrEmpty(request.RedirectUri) && request.RedirectUri != (code.RedirectUri ?? client.RedirectUri)
            ? Refuse("invalid_request", "Mismatching redirect URI.")
            : null;
    }

    private async Task<TokenAnswer> IssueAsync(OAuthClient client, OAuthCode code, CancellationToken ct)
    {
        var secret = TokenHash.NewSecret();
        var now = clock.GetUtcNow();
        var token = new ApiToken
        {
            UserId = code.UserId,
            Hash = TokenHash.Of(secret),
            Scopes = code.Scopes,
            Created = now,
            ExpiresAt = now + settings.TokenLifetime,
            SessionId = code.SessionId,
            OAuthClientId = client.Id,
            OAuthCodeHash = code.Hash,
        };
        return await store.AddTokenAsync(token, ct)
            ? new TokenAnswer.Granted(secret, settings.TokenLifetime, code.Scopes)
            : Refuse("invalid_grant", "The user has signed out, or the code was shown twice.");
    }

    private static TokenAnswer.Refused Refuse(string error, string description) => new(new OAuthError(error, description));
}
