using System.Reflection;
using Hub.Api.Wire.Json;
using Hub.Api.Wire.Lists;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Names and describes the parameters of an operation, and adds those of pages.</summary>
internal sealed class OperationParameters : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var path = context.ApiDescription.RelativePath ?? "";
        var given = (operation.Parameters ?? []).OfType<OpenApiParameter>()
            .Where(parameter => IsReal(parameter, path))
            .Select(Known).ToList();
        if (TakesPage(context))
        {
            given.RemoveAll(parameter => parameter.In == ParameterLocation.Query && !IsQueryOf(context, parameter.Name!));
            given.Add(KnownParameters.Of("offset"));
            given.Add(KnownParameters.Of("limit"));
        }

        given.AddRange((context.MethodInfo.GetCustomAttribute<PassesOverAttribute>()?.Names ?? []).Select(KnownParameters.PassedOver));
        operation.Parameters = [.. given];
    }

    public static bool TakesPage(OperationFilterContext context) =>
        context.MethodInfo.GetParameters().Any(parameter => parameter.ParameterType == typeof(Paging));

    /// <summary>An action with several routes has parameters that only some of them name.</summary>
    private static bool IsReal(OpenApiParameter parameter, string path) => parameter.In switch
    {
        ParameterLocation.Path => path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal),
        ParameterLocation.Query => true,
        _ => false,
    };

    /// <summary>Whatever the framework makes of the record that the page is read into is none of the client's business.</summary>
    private static bool IsQueryOf(OperationFilterContext context, string name) => context.ApiDescription.ParameterDescriptions.Any(
        parameter => HubNaming.Of(parameter.Name) == name && parameter.ParameterDescriptor?.ParameterType != typeof(Paging));

    private static OpenApiParameter Known(OpenApiParameter parameter)
    {
        var name = parameter.Name!;
        parameter.Name = parameter.In == ParameterLocation.Query ? HubNaming.Of(name) : ContractPath.Parameter(name);
        KnownParameters.Describe(parameter, name);
        return parameter;
    }
}
