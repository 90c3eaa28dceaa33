using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>The tokens a provider gave for a code.</summary>
/// <param name="Response">Its whole answer.</param>
internal sealed record TokenSet(JsonObject Response)
{
    public string? AccessToken => Text("access_token");

    public string? RefreshToken => Text("refresh_token");

    public string? IdToken => Text("id_token");

    /// <summary>What was granted: blanks between the names, or commas as GitHub does it.</summary>
    public IReadOnlyList<string> Scope
    {
        get
        {
            var text = Text("scope") ?? "";
            return text.Split(text.Contains(' ') ? ' ' : ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    /// <summary>The tokens as the hub keeps them with the user's data, under the names oauthenticator gives them.</summary>
    public JsonObject ToState(string userKey, JsonObject claims) => new()
    {
        ["access_token"] = AccessToken,
        ["refresh_token"] = RefreshToken,
        ["id_token"] = IdToken,
        ["scope"] = new JsonArray([.. Scope.Select(scope => JsonValue.Create(scope))]),
        ["token_response"] = Response.DeepClone(),
        [userKey] = claims.DeepClone(),
    };

    /// <summary>Never what is in it: records print themselves into logs.</summary>
    public override string ToString() => nameof(TokenSet);

    private string? Text(string key) => Response[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
