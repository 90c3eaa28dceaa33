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
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Get] = Operation(document, "GET", "Send a user here to begin an OAuth login.", ("200", Page("The page that asks the user to agree."))),
            [HttpMethod.Post] = Agreement(document),
        },
    };

    private static OpenApiOperation Agreement(OpenApiDocument document)
    {
        var operation = Operation(document, "POST", "Agree to an OAuth login: what the page that asks sends.");
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The scopes agreed to, and the proof that the page asked.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/x-www-form-urlencoded"] = new() { Schema = Form() } },
        };
        return operation;
    }

    private static OpenApiOperation Operation(
        OpenApiDocument document, string method, string summary, params (string Status, IOpenApiResponse Answer)[] answers)
    {
        var operation = new OpenApiOperation
        {
            OperationId = OperationNames.Of(method, ContractPath.Of(ApiPaths.AuthorizePage)),
            Tags = new HashSet<OpenApiTagReference> { new("oauth2", document) },
            Summary = summary,
            Description = "A page for browsers, not an operation for clients.",
            Parameters = [.. Query.Select(Parameter)],
            Responses = [],
        };
        foreach (var (status, answer) in answers)
            operation.Responses[status] = answer;
        operation.Responses["302"] = new OpenApiResponse { Description = "Back to the client with a code or an error, or to the login page first." };
        operation.Responses["400"] = Page("The request is wrong in a way the client cannot be told of.");
        operation.Responses["403"] = Page("The user may not use this client, or was not asked by our page.");
        operation.Responses["500"] = Page("The hub failed; its log has the request's id.");
        operation.Responses["503"] = Page("The database cannot be reached, or there is too much to do; try again.");
        return operation;
    }

    private static OpenApiSchema Form() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["_xsrf"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The value of the page." },
            ["scopes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "Scopes the page has offered; none lets the client know who it is and no more.",
            },
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
