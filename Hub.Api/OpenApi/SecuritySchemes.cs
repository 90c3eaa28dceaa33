using Hub.Domain.Scopes;
using Microsoft.OpenApi;

namespace Hub.Api.OpenApi;

/// <summary>How a client says who is asking: a token in a header, which the hub also gives out by OAuth.</summary>
internal static class SecuritySchemes
{
    public const string Token = "token";
    public const string OAuth = "oauth2";

    public static IEnumerable<(string Name, OpenApiSecurityScheme Scheme)> Of(string baseUrl, ScopeTable scopes)
    {
        yield return (Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "Authorization",
            Description = "`token SECRET` or `Bearer SECRET`. The token has to hold one of the scopes that the operation names.",
        });
        yield return (OAuth, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Description = "The hub gives tokens to OAuth clients on behalf of its users.",
            Flows = new OpenApiOAuthFlows
            {
                AuthorizationCode = new OpenApiOAuthFlow
                {
                    AuthorizationUrl = new Uri(baseUrl + "hub/api/oauth2/authorize", UriKind.Relative),
                    TokenUrl = new Uri(baseUrl + "hub/api/oauth2/token", UriKind.Relative),
                    Scopes = Descriptions(scopes),
                },
            },
        });
    }

    private static Dictionary<string, string> Descriptions(ScopeTable scopes) =>
        scopes.Definitions.OrderBy(scope => scope.Name, StringComparer.Ordinal).ToDictionary(scope => scope.Name, scope => scope.Description);
}
