using Hub.Api.Wire;
using Hub.Api.Wire.Paths;
using Hub.Domain.Scopes;
using Microsoft.OpenApi;
using Newtonsoft.Json.Linq;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>
/// The OpenAPI document, made from the controllers by conventions, and the pages to try it on. A new controller needs nothing
/// here; what cannot be seen in its code it says with the attributes of this folder.
/// </summary>
public static class HubOpenApi
{
    public const string DocumentPath = ApiPaths.Prefix + "/openapi.json";
    public const string PagesPath = ApiPaths.Prefix + "/docs";
    internal const string Document = "hub";

    /// <summary>Lets the pages load their own scripts and styles, which nothing else below the API may.</summary>
    private const string PagesPolicy =
        // The pages carry a few styles and pictures in themselves; scripts they do not.
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IServiceCollection AddHubOpenApi(this IServiceCollection services)
    {
        services.AddSwaggerGen();
        services.AddSwaggerGenNewtonsoftSupport();
        services.AddOptions<SwaggerGenOptions>().Configure<WireOptions, ScopeTable>(Configure);
        var contracts = services.Last(service => service.ServiceType == typeof(ISerializerDataContractResolver));
        services.AddTransient<ISerializerDataContractResolver>(provider => new OptionalContracts(
            (ISerializerDataContractResolver)contracts.ImplementationFactory!(provider)));
        services.AddSingleton<OpenApiText>();
        return services;
    }

    /// <summary>Comes with the controllers.</summary>
    public static void MapHubOpenApi(this WebApplication app)
    {
        app.MapGet(DocumentPath, (OpenApiText text, HttpContext http) => text.WriteAsync(http)).ExcludeFromDescription();
        app.MapGet(PagesPath + "/{**file}", Pages(app)).ExcludeFromDescription();
    }

    /// <summary>The pages come out of a package, as files do: those are only served where no endpoint has been chosen.</summary>
    private static RequestDelegate Pages(IEndpointRouteBuilder endpoints) => endpoints.CreateApplicationBuilder()
        .Use((http, next) =>
        {
            // The pages name their parts beside themselves, which from here would be one level up.
            if (http.Request.Path == PagesPath)
            {
                http.Response.Redirect(http.Request.PathBase + PagesPath + "/index.html");
                return Task.CompletedTask;
            }

            http.SetEndpoint(null);
            http.Response.Headers.ContentSecurityPolicy = PagesPolicy;
            return next(http);
        })
        .UseSwaggerUI(pages =>
        {
            pages.RoutePrefix = PagesPath.TrimStart('/');
            pages.DocumentTitle = "Hub REST API";
            pages.SwaggerEndpoint("../openapi.json", "Hub REST API");
        })
        .Build();

    private static void Configure(SwaggerGenOptions options, WireOptions wire, ScopeTable scopes)
    {
        options.SwaggerDoc(Document, ApiDescriptionText.Info);
        options.DocInclusionPredicate((_, api) => ApiPaths.IsUnder("/" + api.RelativePath, ApiPaths.Prefix));
        foreach (var comments in Directory.EnumerateFiles(AppContext.BaseDirectory, "Hub.*.xml").Order(StringComparer.Ordinal))
            options.IncludeXmlComments(comments, includeControllerXmlComments: true);
        options.CustomSchemaIds(SchemaNames.Of);
        options.CustomOperationIds(api => OperationNames.Of(api.HttpMethod!, ContractPath.Of(api)));
        options.TagActionsBy(api => [OperationNames.TagOf(ContractPath.Of(api))]);
        options.ResolveConflictingActions(actions => actions.First());
        options.SupportNonNullableReferenceTypes();
        options.UseAllOfToExtendReferenceSchemas();
        options.MapType<JToken>(() => new OpenApiSchema());
        options.MapType<System.Text.Json.Nodes.JsonNode>(() => new OpenApiSchema());
        options.MapType<Wire.Lists.Paging>(() => new OpenApiSchema());
        options.MapType<Domain.Paging.Page>(() => new OpenApiSchema());
        options.MapType<JObject>(FreeObject);
        options.MapType<Groups.GroupPropertiesRequest>(FreeObject);
        options.MapType<System.Text.Json.Nodes.JsonObject>(FreeObject);
        options.SchemaFilter<ModelSchemas>();
        options.OperationFilter<OperationParameters>();
        options.OperationFilter<OperationBody>();
        options.OperationFilter<OperationAnswers>();
        options.OperationFilter<OperationScopes>();
        options.DocumentFilter<AuthorizePageDocument>();
        options.DocumentFilter<WholeDocument>(wire.BaseUrl);
        foreach (var (name, scheme) in SecuritySchemes.Of(wire.BaseUrl, scopes))
            options.AddSecurityDefinition(name, scheme);
    }

    private static OpenApiSchema FreeObject() => new() { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true };
}
