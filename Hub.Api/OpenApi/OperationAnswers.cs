using System.Reflection;
using System.Text.Json.Nodes;
using Hub.Api.Wire.Errors;
using Hub.Api.Wire.Lists;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Adds the answers that every operation can give: errors in their form, and lists in their envelope.</summary>
internal sealed class OperationAnswers : IOperationFilter
{
    private const string Json = "application/json";

    private static readonly (string Status, string Description, Func<OpenApiOperation, OperationFilterContext, bool> Fits)[] Errors =
    [
        ("400", "The request is wrong; the message says how.", (_, _) => true),
        ("401", "Kept for clients of old: missing or wrong credentials are answered with 403.", NeedsToken),
        ("403", "There are no credentials, they are wrong, or they do not allow this.", NeedsToken),
        ("404", "It does not exist, or the credentials do not reach it.", (operation, _) => operation.Parameters?.Any(IsPath) == true),
        ("409", "It clashes with what is already there, or with what is being done.", Changes),
        ("413", "The body is too large.", (operation, _) => operation.RequestBody is not null),
        ("429", "There is too much of this just now; `Retry-After` may say when to come back.", Changes),
        ("500", "The hub failed; its log has the `request_id`.", (_, _) => true),
        ("503", "The database or the proxy cannot be reached, or there is too much to do; try again.", (_, _) => true),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Responses ??= [];
        foreach (var (status, description, fits) in Errors)
        {
            if (fits(operation, context) && !operation.Responses.ContainsKey(status))
                operation.Responses[status] = new OpenApiResponse { Description = description };
        }

        foreach (var (status, response) in operation.Responses)
            Complete(status, (OpenApiResponse)response, context);
        if (context.MethodInfo.GetCustomAttribute<OlderAnswerAttribute>() is { } older)
            AddOlder((OpenApiResponse)operation.Responses["200"], older.Type, context);
    }

    public static bool NeedsToken(OpenApiOperation operation, OperationFilterContext context) =>
        !context.MethodInfo.IsDefined(typeof(NeedsNoTokenAttribute));

    private static void Complete(string status, OpenApiResponse response, OperationFilterContext context)
    {
        if (status[0] is '4' or '5' && response.Content is not { Count: > 0 })
            response.Content = Content(typeof(ErrorModel), context);
        else if (status == "200" && OperationParameters.TakesPage(context))
            AddEnvelope(response, context);
    }

    private static void AddOlder(OpenApiResponse response, Type type, OperationFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);
        response.AddExtension(
            OlderAnswerAttribute.Extension, new JsonNodeExtension(new JsonObject { ["$ref"] = $"#/components/schemas/{SchemaNames.Of(type)}" }));
    }

    private static void AddEnvelope(OpenApiResponse response, OperationFilterContext context)
    {
        var type = context.ApiDescription.SupportedResponseTypes.First(answer => answer.StatusCode == 200).Type!;
        response.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["Link"] = new OpenApiHeader
            {
                Description = "Where the next page is, as `<URL>; rel=\"next\"`; left out on the last.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PageModel<>))
            return;
        response.Content![Paging.MediaType] = Content(typeof(PageModel<>).MakeGenericType(type), context)[Json];
    }

    private static Dictionary<string, OpenApiMediaType> Content(Type type, OperationFilterContext context) => new()
    {
        [Json] = new() { Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository) },
    };

    private static bool Changes(OpenApiOperation operation, OperationFilterContext context) => context.ApiDescription.HttpMethod != HttpMethods.Get;

    private static bool IsPath(IOpenApiParameter parameter) => parameter.In == ParameterLocation.Path;
}
