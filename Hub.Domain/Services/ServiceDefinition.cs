using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Services;

/// <summary>A service as the configuration describes it.</summary>
[ConfigurationEntry]
public sealed record ServiceDefinition
{
    /// <summary>The service's name, unique among services.</summary>
    [Mandatory, Matches("[^/]+", "a name without a slash")]
    public string Name { get; init; } = "";

    /// <summary>Whether the service has the role admin. Deprecated: list it in a role of load_roles.</summary>
    public bool Admin { get; init; }

    /// <summary>The URL where the service answers; it is then reachable through the proxy at /services/NAME.</summary>
    [HttpUrl]
    public string? Url { get; init; }

    /// <summary>The token with which the service calls the hub's API.</summary>
    [Secret]
    public string? ApiToken { get; init; }

    /// <summary>Anything the service's entry in the API shall carry.</summary>
    public IReadOnlyDictionary<string, JsonElement> Info { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether the service is listed in the hub's pages.</summary>
    public bool Display { get; init; } = true;

    /// <summary>Seconds the service may take to answer at the hub's start.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether users are not asked before the service learns who they are.</summary>
    public bool OauthNoConfirm { get; init; }

    /// <summary>The OAuth client id; begins with service-.</summary>
    [Matches("(service-.*)?", "a text that begins with service-")]
    public string? OauthClientId { get; init; }

    /// <summary>Where OAuth logins return to; needed by a service that is not behind the proxy.</summary>
    public string? OauthRedirectUri { get; init; }

    /// <summary>The scopes the service may use on behalf of its visitors.</summary>
    public IReadOnlyList<string> OauthClientAllowedScopes { get; init; } = [];

    /// <summary>Roles whose scopes the service may use on behalf of its visitors. Deprecated: oauth_client_allowed_scopes.</summary>
    public IReadOnlyList<string> OauthRoles { get; init; } = [];

    /// <summary>The command that starts the service, if the hub is to run it.</summary>
    [Command(MayBeEmpty = true)]
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The directory the hub runs the service in.</summary>
    public string? Cwd { get; init; }

    /// <summary>Environment variables for a service the hub runs.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The Unix account a service the hub runs gets; the hub's own without it.</summary>
    public string? User { get; init; }

    /// <summary>Seconds a service the hub runs has to end after SIGTERM, before SIGKILL.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan KillTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the hub runs the service itself.</summary>
    public bool IsManaged => Command.Count > 0;

    /// <summary>The OAuth client id, default considered.</summary>
    public string EffectiveOauthClientId => string.IsNullOrEmpty(OauthClientId) ? $"service-{Name}" : OauthClientId;

    /// <summary>Whether the service can log visitors in: it has a URL, or OAuth settings of its own.</summary>
    public bool HasOauth => !string.IsNullOrEmpty(Url) || !string.IsNullOrEmpty(OauthClientId) || !string.IsNullOrEmpty(OauthRedirectUri)
        || OauthNoConfirm;
}
