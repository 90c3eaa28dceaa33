using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>What a provider says about a user, and the token that asks for more.</summary>
/// <param name="Claims">The user's data.</param>
/// <param name="AccessToken">Speaks for the user at the provider.</param>
public sealed record ProviderUser(JsonObject Claims, string AccessToken)
{
    /// <summary>The text at a path of keys with dots; a number counts as its digits, anything else as nothing.</summary>
    public string? Text(string path) => ClaimPath.Find(Claims, path) is JsonValue value
        ? value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => value.GetValue<string>(),
            System.Text.Json.JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        }
        : null;

    /// <summary>Whether the provider says so in as many words: true, or the text "true".</summary>
    public bool IsTrue(string key) => Claims[key] is JsonValue value && value.ToJsonString() is "true" or "\"true\"";

    /// <summary>Whether the provider says that the address in <c>email</c> is the user's own.</summary>
    public bool HasVerifiedEmail => IsTrue("email_verified") || IsTrue("verified_email");

    /// <summary>Never the token: records print themselves into logs.</summary>
    public override string ToString() => nameof(ProviderUser);
}
