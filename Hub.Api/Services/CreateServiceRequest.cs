using FluentValidation;
using Hub.Api.OpenApi;
using Hub.Api.Wire.Json;
using Hub.Domain.Services;
using Hub.Domain.Tokens;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Services;

/// <summary>An external service to add.</summary>
[EmptyIsNone, JsonObject(MissingMemberHandling = MissingMemberHandling.Error, Title = "service", Description = "Invalid service data")]
public sealed class CreateServiceRequest
{
    /// <summary>Passed over: the path names the service.</summary>
    [DocumentedAs(typeof(string))]
    public JToken? Name { get; init; }

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
    [DocumentedAs(typeof(Dictionary<string, string>))]
    public JObject? Environment { get; init; }

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

/// <summary>What a service to add may be; the words of JupyterHub, with the reason after them.</summary>
public sealed class CreateServiceRequestValidator : AbstractValidator<CreateServiceRequest>
{
    public CreateServiceRequestValidator()
    {
        ClassLevelCascadeMode = CascadeMode.Stop;
        RuleFor(request => request.Command).Custom((command, context) =>
        {
            if (command is { Count: > 0 })
                context.AddFailure($"Can not create managed service {BodyRules.NameIn(context, "service_name")} at runtime");
        });
        RuleFor(request => request).Custom((request, context) =>
        {
            var name = BodyRules.NameIn(context, "service_name");
            if (MistakeIn(request.ToDefinition(name)) is { } mistake)
                context.AddFailure($"Failed to create service {name}: {mistake}");
        });
    }

    private static string? MistakeIn(ServiceDefinition service)
    {
        if (!string.IsNullOrEmpty(service.Url) && !(Uri.TryCreate(service.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            return "url must be an http or https URL";
        if (service.ApiToken is { Length: > 0 and < TokenHash.ShortestSecret })
            return $"api_token needs {TokenHash.ShortestSecret} characters at least";
        if (!(service.OauthClientId ?? service.EffectiveOauthClientId).StartsWith("service-", StringComparison.Ordinal))
            return "oauth_client_id must begin with service-";
        return service.HasOauth && string.IsNullOrEmpty(service.Url) && string.IsNullOrEmpty(service.OauthRedirectUri)
            ? "with OAuth settings it needs a url or an oauth_redirect_uri"
            : null;
    }
}
