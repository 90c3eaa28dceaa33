using System.Reflection;
using FluentValidation;
using FluentValidation.Validators;
using Hub.Api.Wire.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Hub.Api.OpenApi;

/// <summary>Says which keys a model always has and which a request must have, and shows an example of each.</summary>
internal sealed class ModelSchemas : ISchemaFilter
{
    private static readonly ILookup<Type, Type> Validators = typeof(ModelSchemas).Assembly.GetTypes()
        // Those that ask the configuration say nothing of what is required.
        .Where(type => type is { IsAbstract: false, BaseType.IsGenericType: true } && type.BaseType.GetGenericTypeDefinition() == typeof(AbstractValidator<>)
            && type.GetConstructor(Type.EmptyTypes) is not null)
        .ToLookup(type => type.BaseType!.GetGenericArguments()[0]);

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema model || context.MemberInfo is not null || context.Type.Namespace?.StartsWith("Hub.", StringComparison.Ordinal) != true)
            return;
        if (context.Type.GetCustomAttribute<MergedModelAttribute>() is { } merged)
            Merge(model, merged, context);
        if (model.Properties is not { Count: > 0 } properties)
            return;
        DocumentByHand(model, context);

        // A later hub may say more than this one: clients are to pass over keys they do not know.
        model.AdditionalPropertiesAllowed = true;
        model.Required = new SortedSet<string>(
            Required(context.Type).Where(properties.ContainsKey).Union(model.Required ?? new HashSet<string>()).Except(MayBeLeftOut(context.Type)),
            StringComparer.Ordinal);
        // The compiler does not tell whether a type argument may be null; the entries of a page never are.
        if (context.Type.IsGenericType && properties.TryGetValue("items", out var items) && items is OpenApiSchema list)
            list.Type &= ~JsonSchemaType.Null;
        foreach (var (name, property) in properties)
        {
            if (property is not OpenApiSchema plain)
                continue;

            // That a value is computed here tells a client nothing; generated ones would refuse to set it.
            plain.ReadOnly = false;
            if (plain.Examples is null && ExampleValues.Of(context.Type, name, plain) is { } example)
                plain.Examples = [example];
        }
    }

    private static IEnumerable<string> Required(Type type) => IsAnswer(type)
        ? type.GetProperties().Select(NameOf)
        : Validators[type].SelectMany(RequiredBy);

    /// <summary>Keys some callers may not see, whether the code must set them or not.</summary>
    private static IEnumerable<string> MayBeLeftOut(Type type) =>
        type.GetProperties()
            .Where(property => property.IsDefined(typeof(LeftOutAttribute), false) || type.GetMethod("ShouldSerialize" + property.Name) is not null)
            .Select(NameOf);

    private static bool IsAnswer(Type type) => type.Name.Split('`')[0].EndsWith("Model", StringComparison.Ordinal) && !type.IsDefined(typeof(RequestPartAttribute));

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<Newtonsoft.Json.JsonPropertyAttribute>()?.PropertyName ?? HubNaming.Of(property.Name);

    private static IEnumerable<string> RequiredBy(Type validator) =>
        ((IValidator)Activator.CreateInstance(validator)!).CreateDescriptor().GetMembersWithValidators()
        .Where(member => member.Any(rule => rule.Validator is INotEmptyValidator or INotNullValidator))
        .Select(member => HubNaming.Of(member.Key));

    private static void DocumentByHand(OpenApiSchema model, SchemaFilterContext context)
    {
        foreach (var property in context.Type.GetProperties())
        {
            if (property.GetCustomAttribute<DocumentedAsAttribute>() is not { } documented)
                continue;
            var made = context.SchemaGenerator.GenerateSchema(documented.Type, context.SchemaRepository);
            var shown = made as OpenApiSchema ?? new OpenApiSchema { AllOf = [made] };
            shown.Description = model.Properties![NameOf(property)].Description;
            shown.Type = (shown.Type ?? 0) | JsonSchemaType.Null;
            model.Properties[NameOf(property)] = shown;
        }
    }

    private static void Merge(OpenApiSchema model, MergedModelAttribute merged, SchemaFilterContext context)
    {
        var own = model.Properties ?? new Dictionary<string, IOpenApiSchema>();
        var all = new Dictionary<string, IOpenApiSchema>();
        HashSet<string>? always = null;
        foreach (var type in merged.Models)
        {
            context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);
            var part = (OpenApiSchema)context.SchemaRepository.Schemas[SchemaNames.Of(type)];
            foreach (var (name, property) in part.Properties!)
                all.TryAdd(name, property);
            always = [.. part.Required!.Where(name => always?.Contains(name) ?? true)];
        }

        foreach (var (name, property) in own)
            all[name] = property;
        model.Type = JsonSchemaType.Object;
        model.Properties = all;
        model.Required = merged.OrEmpty ? null : always;
    }
}
