using Hub.Domain.Configuration;
using Hub.Domain.OAuth;
using Hub.Domain.Tokens;

namespace Hub.Domain.Services;

/// <summary>Makes the rows of a service from its definition, wherever that comes from.</summary>
public static class ServiceRegistration
{
    public static (Service Service, OAuthClient? Client) Rows(ServiceDefinition definition, HubUrls urls)
    {
        var service = new Service
        {
            Name = definition.Name,
            Admin = definition.Admin,
            Url = string.IsNullOrEmpty(definition.Url) ? null : definition.Url,
            Command = [.. definition.Command],
            Info = System.Text.Json.JsonSerializer.SerializeToNode(definition.Info)!.AsObject(),
            Display = definition.Display,
            OAuthNoConfirm = definition.OauthNoConfirm,
        };
        return (service, definition.HasOauth ? Client(definition, urls) : null);
    }

    private static OAuthClient Client(ServiceDefinition definition, HubUrls urls) => new()
    {
        Identifier = definition.EffectiveOauthClientId,
        // A service without a token of its own cannot prove itself; a secret nobody knows keeps its client shut. A managed one is given
        // its secret with each start of its process.
        SecretHash = (definition.ApiToken, definition.IsManaged) switch
        {
            ({ Length: > 0 } token, _) => TokenHash.Of(token),
            (_, true) => [],
            _ => TokenHash.Of(TokenHash.NewSecret()),
        },
        RedirectUri = string.IsNullOrEmpty(definition.OauthRedirectUri)
            ? $"{urls.ServiceOrigin(definition.Name)}{Routes.Routespec.ForService(urls.BaseUrl, definition.Name).Text}oauth_callback"
            : definition.OauthRedirectUri,
        AllowedScopes = [.. definition.OauthClientAllowedScopes.Append($"access:services!service={definition.Name}").Distinct()],
        Description = $"JupyterHub service {definition.Name}",
    };
}
