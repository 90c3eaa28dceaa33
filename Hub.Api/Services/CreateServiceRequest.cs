using Hub.Domain.Services;
using Newtonsoft.Json;

namespace Hub.Api.Services;

/// <summary>An external service to add.</summary>
[JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "service", Description = "Invalid service data")]
public sealed class CreateServiceRequest
{
    /// <summary>Passed over: the path names the service.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it gets the role <c>admin</c>.</summary>
    public bool Admin { get; init; }

    /// <summary>Where it answers; it is then at <c>/services/NAME/</c> behind the proxy.</summary>
    public string? Url { get; init; }

    /// <summary>The token it uses the API with; also its OAuth secret.</summary>
    public string? ApiToken { get; init; }

    /// <summary>Anything its model shall carry.</summary>
    public Dictionary<string, System.Text.Json.Nodes.JsonNode?>? Info { get; init; }

    /// <summary>Whether the home page links to it.</summary>
    public bool Display { get; init; } = true;

    /// <summary>Whether users are not asked before it learns who they are.</summary>
    public bool OauthNoConfirm { get; init; }

    /// <summary>Its OAuth client id; begins with <c>service-</c>.</summary>
    public string? OauthClientId { get; init; }

    /// <summary>Where OAuth logins return to.</summary>
    public string? OauthRedirectUri { get; init; }

    /// <summary>The scopes it may use on behalf of its visitors.</summary>
    public IReadOnlyList<string>? OauthClientAllowedScopes { get; init; }

    /// <summary>Refused: the hub runs only what its configuration names.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Only for services the hub runs.</summary>
    public string? Cwd { get; init; }

    /// <summary>Only for services the hub runs.</summary>
    public Dictionary<string, string>? Environment { get; init; }

    /// <summary>Only for services the hub runs.</summary>
    public string? User { get; init; }

    internal ServiceDefinition ToDefinition(string name) => new()
    {
        Name = name,
        Admin = Admin,
        Url = Url,
        ApiToken = ApiToken,
        Info = (Info ?? []).ToDictionary(entry => entry.Key, entry => System.Text.Json.JsonSerializer.SerializeToElement(entry.Value)),
        Display = Display,
        OauthNoConfirm = OauthNoConfirm,
        OauthClientId = OauthClientId,
        OauthRedirectUri = OauthRedirectUri,
        OauthClientAllowedScopes = OauthClientAllowedScopes ?? [],
        Command = Command ?? [],
    };
}
