using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>
/// Checks identity tokens as OpenID Connect Core 3.1.3.7 asks: signature by a key of the issuer, issuer, audience, time, and the
/// nonce of the login that asked for it. Only asymmetric signatures count, so that no public text can serve as the key.
/// </summary>
internal sealed class IdToken(Discovery discovery, string clientId, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <param name="token">As the provider sent it.</param>
    /// <param name="nonce">That of the login; null for a renewed token, which needs none.</param>
    /// <param name="ct">Ends the wait for the issuer's keys.</param>
    /// <exception cref="LoginRefusedException">The token proves nothing.</exception>
    public async Task<JsonObject> ClaimsAsync(string token, string? nonce, CancellationToken ct)
    {
        if (!handler.CanReadToken(token))
            throw Refused("it is no JSON web token");
        var read = handler.ReadJsonWebToken(token);
        var keys = await discovery.KeysAsync(read.Kid.Length == 0 ? null : read.Kid, ct);
        var result = await handler.ValidateTokenAsync(token, Rules(keys));
        if (!result.IsValid)
            throw Refused(result.Exception?.GetType().Name ?? "not valid");
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(read.EncodedPayload))!.AsObject();
        if (nonce is not null && !(Text(claims, "nonce") is { } repeated && SecretText.Same(repeated, nonce)))
            throw Refused("the nonce is that of another login");
        // With several audiences, the token must have been made for us and not only be good for us too.
        if ((claims["aud"] is JsonArray { Count: > 1 } || claims.ContainsKey("azp")) && Text(claims, "azp") != clientId)
            throw Refused("it was made for another client");
        if (string.IsNullOrEmpty(Text(claims, "sub")))
            throw Refused("it names nobody");
        return claims;
    }

    private TokenValidationParameters Rules(IList<SecurityKey> keys) => new()
    {
        ValidIssuer = discovery.Issuer,
        ValidAudience = clientId,
        IssuerSigningKeys = keys,
        TryAllIssuerSigningKeys = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        ValidAlgorithms = Algorithms,
        LifetimeValidator = (from, until, _, _) =>
            until is { } end && clock.GetUtcNow() < end + Skew && (from is null || clock.GetUtcNow() > from - Skew),
    };

    private static string? Text(JsonObject claims, string key) => claims[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static LoginRefusedException Refused(string why) =>
        new("The login provider's answer could not be verified.", $"the identity token is refused: {why}");
}
