using Hub.Api.Wire.Paths;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Describes the page on which users confirm OAuth logins: a page, and so in no list of API actions.</summary>
internal sealed class AuthorizePageDocument : IDocumentFilter
{
    private static readonly (string Name, string Description, bool IsRequired)[] Query =
    [
        ("client_id", "The client's id.", true),
        ("response_type", "Always `code`.", true),
        ("redirect_uri", "Where the browser goes back to; as it was registered.", true),
        ("state", "Comes back as it was given.", false),
        ("scope", "The scopes the client asks for, with blanks between them.", false),
        ("code_challenge", "The challenge of PKCE.", false),
        ("code_challenge_method", "Always `S256`, where there is a challenge.", false),
    ];

    public void Apply(OpenApiDocument document, DocumentFilterContext context) => document.Paths[ApiPaths.AuthorizePage] = new OpenApiPathItem
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Get] = Operation(document) },
    };

    private static OpenApiOperation Operation(OpenApiDocument document) => new()
    {
        OperationId = OperationNames.Of("GET", ContractPath.Of(ApiPaths.AuthorizePage)),
        Tags = new HashSet<OpenApiTagReference> { new("oauth2", document) },
        Summary = "Send a user here to begin an OAuth login.",
        Description = "A page for browsers, not an operation for clients.",
        Parameters = [.. Query.Select(Parameter)],
        Responses = new OpenApiResponses
        {
            ["200"] = Page("The page that asks the user to agree."),
            ["302"] = new OpenApiResponse { Description = "Back to the client with a code, or to the login page first." },
            ["400"] = Page("The request is wrong in a way the client cannot be told of."),
            ["403"] = Page("The user may not use this client."),
        },
    };

    private static IOpenApiParameter Parameter((string Name, string Description, bool IsRequired) parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Description,
        Required = parameter.IsRequired,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiResponse Page(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { ["text/html"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } },
    };
}
