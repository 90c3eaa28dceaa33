using Hub.Api.OpenApi;
using Hub.Domain.Errors;
using Hub.Domain.Tokens;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Tokens;

/// <summary>A token to make. All of it may be left out.</summary>
[JsonObject(Description = "Body must be a JSON dict or empty")]
public sealed class CreateTokenRequest
{
    /// <summary>Name and password of the owner, for callers who are not signed in.</summary>
    public PasswordModel? Auth { get; init; }

    /// <summary>Seconds until it ends; 0 and null are never.</summary>
    [DocumentedAs(typeof(long))]
    public JToken? ExpiresIn { get; init; }

    /// <summary>What it is for.</summary>
    public string? Note { get; init; }

    /// <summary>Roles whose scopes it gets; not together with <c>scopes</c>.</summary>
    [DocumentedAs(typeof(string[]))]
    public JToken? Roles { get; init; }

    /// <summary>Its scopes; those of the role <c>token</c> when left out.</summary>
    [DocumentedAs(typeof(string[]))]
    public JToken? Scopes { get; init; }

    /// <summary>Checked against what tokens can be, in JupyterHub's words.</summary>
    public TokenRequest ToRequest(string noteWhenNone)
    {
        var scopes = TextList("scopes", Scopes);
        var roles = TextList("roles", Roles);
        if (scopes is not null && roles is not null)
            throw new InvalidInputException("Can only assign one of scopes or roles when creating tokens.");
        return new TokenRequest(string.IsNullOrEmpty(Note) ? noteWhenNone : Note, Life(), scopes, roles);
    }

    private TimeSpan? Life()
    {
        if (ExpiresIn is null or { Type: JTokenType.Null })
            return null;
        if (ExpiresIn.Type != JTokenType.Integer || ExpiresIn is not JValue { Value: long seconds } || seconds is < 0 or > 100_000_000_000)
        {
            var shown = ExpiresIn.ToString(Newtonsoft.Json.Formatting.None);
            throw new InvalidInputException(
                $"token expires_in must be null or integer, not {(shown.Length <= 64 ? shown : shown[..64] + "...")}");
        }

        return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }

    private static List<string>? TextList(string key, JToken? list)
    {
        if (list is null or { Type: JTokenType.Null })
            return null;
        if (list is not JArray array || array.Any(item => item.Type != JTokenType.String))
            throw new InvalidInputException($"token {key} must be null or a list of strings, not {list.Type.ToString().ToLowerInvariant()}");
        return [.. array.Select(item => item.Value<string>()!)];
    }
}

/// <summary>A name and a password.</summary>
[RequestPart]
public sealed class PasswordModel
{
    /// <summary>The user's name.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }
}
