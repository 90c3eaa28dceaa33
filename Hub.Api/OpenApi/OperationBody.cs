using System.Reflection;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Describes the body of a request where the action reads it by hand, and says whether there has to be one.</summary>
internal sealed class OperationBody : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.GetCustomAttribute<DocumentedBodyAttribute>() is { } documented)
            operation.RequestBody = Body(documented.Type, documented.ContentType, documented.IsRequired, context);
        else if (BodyOf(context) is { } parameter)
            operation.RequestBody = Body(parameter.ParameterType, "application/json", IsNeeded(parameter), context);
    }

    private static OpenApiRequestBody Body(Type type, string contentType, bool isRequired, OperationFilterContext context) => new()
    {
        Required = isRequired,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [contentType] = new() { Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository) },
        },
    };

    private static ParameterInfo? BodyOf(OperationFilterContext context)
    {
        var name = context.ApiDescription.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source == BindingSource.Body)?.Name;
        return context.MethodInfo.GetParameters().FirstOrDefault(parameter => parameter.Name == name);
    }

    private static bool IsNeeded(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull;
}
