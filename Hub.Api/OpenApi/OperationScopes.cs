using System.Reflection;
using Hub.Api.Access;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Shows the scopes of <see cref="NeedsScopeAttribute"/> as what an operation requires.</summary>
internal sealed class OperationScopes : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!OperationAnswers.NeedsToken(operation, context))
            return;
        var needed = context.MethodInfo.GetCustomAttribute<NeedsScopeAttribute>()
            ?? context.MethodInfo.DeclaringType?.GetCustomAttribute<NeedsScopeAttribute>();
        var scopes = needed?.Scopes ?? [];
        operation.Security = [.. Alternatives(scopes, context.Document)];
        if (scopes.Count == 0)
            return;
        var sentence = (scopes.Count == 1 ? "Needs the scope " : "Needs one of the scopes ") + string.Join(", ", scopes.Select(scope => $"`{scope}`")) + ".";
        operation.Description = string.IsNullOrEmpty(operation.Description) ? sentence : $"{operation.Description}\n\n{sentence}";
    }

    /// <summary>A token of any origin will do; the scopes are said with OAuth, the only kind of scheme that has room for them.</summary>
    private static IEnumerable<OpenApiSecurityRequirement> Alternatives(IReadOnlyList<string> scopes, OpenApiDocument document)
    {
        yield return new() { [new OpenApiSecuritySchemeReference(SecuritySchemes.Token, document)] = [] };
        if (scopes.Count == 0)
            yield return new() { [new OpenApiSecuritySchemeReference(SecuritySchemes.OAuth, document)] = [] };
        foreach (var scope in scopes)
            yield return new() { [new OpenApiSecuritySchemeReference(SecuritySchemes.OAuth, document)] = [scope] };
    }
}
