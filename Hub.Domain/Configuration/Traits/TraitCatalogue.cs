using System.Reflection;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Every trait a configuration may name: those of the option classes, and those the hub knows but does not support.</summary>
public static class TraitCatalogue
{
    /// <summary>The properties of <see cref="HubConfiguration"/> that hold options.</summary>
    internal static IReadOnlyList<PropertyInfo> OptionProperties { get; } =
        [.. typeof(HubConfiguration).GetProperties().Where(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))];

    /// <summary>All traits, class by class in the order of <see cref="TraitClasses.All"/>, by name within a class.</summary>
    public static IReadOnlyList<TraitDefinition> All { get; } = Build();

    private static readonly Dictionary<(string, string), TraitDefinition> s_byName = All.ToDictionary(trait => (trait.ClassName, trait.Name));

    /// <summary>The trait a class has itself or from a parent.</summary>
    public static TraitDefinition? Find(string className, string traitName) => TraitClasses.Lineage(className)
        .Select(info => s_byName.GetValueOrDefault((info.Name, traitName)))
        .FirstOrDefault(trait => trait is not null);

    /// <summary>The trait that was probably meant, as class and name.</summary>
    public static string? Suggest(string className, string traitName)
    {
        var lineage = TraitClasses.Lineage(className).Select(info => info.Name).ToHashSet();
        var own = All.Where(trait => trait.Status != TraitStatus.PythonOnly && lineage.Contains(trait.ClassName));
        if (NearMiss.Find(traitName, own.Select(trait => trait.Name)) is { } near)
            return $"{className}.{near}";
        return All.Where(trait => trait.Name == traitName).OrderBy(trait => trait.Status).FirstOrDefault()?.FullName;
    }

    private static TraitDefinition[] Build()
    {
        var order = TraitClasses.All.Select((info, i) => (info.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        var all = Supported().Concat(UnsupportedTraits.All.Select(Unsupported))
            .OrderBy(trait => order[trait.ClassName]).ThenBy(trait => trait.Name, StringComparer.Ordinal).ToArray();
        if (all.GroupBy(trait => trait.FullName).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{twice.Key} is in the catalogue twice: once it is supported, take it out of UnsupportedTraits.");
        return all;
    }

    private static TraitDefinition Unsupported(
        (string Class, string Name, TraitStatus Status, string Type, string Default, string? Instead) trait) =>
        new(trait.Class, trait.Name, trait.Status, TraitTypes.Named(trait.Type), JsonText.ToNode(JsonText.Parse(trait.Default)))
        {
            IsSecret = SecretText.IsSecretName(trait.Name) || trait is { Class: "CryptKeeper", Name: "keys" },
            Instead = trait.Instead,
        };

    private static IEnumerable<TraitDefinition> Supported()
    {
        var defaults = new HubConfiguration();
        var properties = OptionProperties.SelectMany(options =>
            TraitProperty.Of(options.PropertyType).Select(property => (property, holder: options.GetValue(defaults)!)));
        foreach (var trait in properties.GroupBy(pair => (pair.property.ClassName, pair.property.TraitName)))
        {
            var bound = trait.ToList();
            yield return bound is [(var single, var holder)] && single.Key is null
                ? new TraitDefinition(single.ClassName, single.TraitName, TraitStatus.Supported, single.Type, single.WriteOf(holder))
                { IsSecret = single.IsSecret, Properties = [single] }
                : new TraitDefinition(trait.Key.ClassName, trait.Key.TraitName, TraitStatus.Supported, TraitTypes.Named("Dict"), new JsonObject())
                { Properties = [.. bound.Select(pair => pair.property)] };
        }
    }
}
