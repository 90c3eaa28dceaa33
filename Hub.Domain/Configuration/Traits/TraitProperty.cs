using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>A property of an option class or entry, seen as a trait: name, type, rules.</summary>
internal sealed class TraitProperty
{
    private static readonly NullabilityInfoContext s_nullability = new();

    private readonly IReadOnlyList<ValueCheckAttribute> _checks;

    private TraitProperty(PropertyInfo property)
    {
        Property = property;
        var name = property.GetCustomAttribute<TraitAttribute>();
        TraitName = name?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Key = name?.Key;
        var own = property.GetCustomAttribute<TraitClassAttribute>();
        ClassName = (own ?? property.DeclaringType!.GetCustomAttribute<TraitClassAttribute>())?.Name ?? "";
        IsSecret = property.IsDefined(typeof(SecretAttribute));
        IsMandatory = property.IsDefined(typeof(MandatoryAttribute));
        _checks = [.. property.GetCustomAttributes<ValueCheckAttribute>()];
        bool nullable;
        lock (s_nullability)
            nullable = s_nullability.Create(property).WriteState == NullabilityState.Nullable;
        var inner = TraitTypes.For(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property);
        Type = nullable ? new NullableType(inner) : inner;
    }

    public PropertyInfo Property { get; }

    public string ClassName { get; }

    public string TraitName { get; }

    /// <summary>The key of a dictionary trait this property is bound to.</summary>
    public string? Key { get; }

    public TraitType Type { get; }

    public bool IsSecret { get; }

    public bool IsMandatory { get; }

    /// <summary>The family a class is chosen from, where the property is such a choice.</summary>
    public string? Family => Property.GetCustomAttribute<PluggableAttribute>()?.Family;

    /// <summary>The environment variables that set it where nothing else does, for a class somebody chose; the first that is set counts.</summary>
    public IEnumerable<EnvironmentDefaultAttribute> EnvironmentDefaultsFor(string chosenClass) =>
        Property.GetCustomAttributes<EnvironmentDefaultAttribute>()
            .Where(one => one.ForClass.Length == 0 || TraitClasses.Lineage(chosenClass).Any(info => info.Name == one.ForClass))
            .OrderBy(one => one.ForClass.Length == 0).ThenBy(one => one.IsHost);

    /// <summary>The traits of a class: every property that can be initialised from outside.</summary>
    public static IReadOnlyList<TraitProperty> Of(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => new TraitProperty(property)),
    ];

    /// <summary>The default that goes with a class somebody chose, where it is a special one.</summary>
    public JsonElement? DefaultFor(string chosenClass) => Property.GetCustomAttributes<DefaultForAttribute>()
        .Where(special => TraitClasses.Lineage(chosenClass).Any(info => info.Name == special.ClassName))
        .Select(special => (JsonElement?)JsonText.Parse(special.Json))
        .FirstOrDefault();

    /// <summary>Reads a value, checks it and sets the property; false after saying what is wrong.</summary>
    public bool ReadInto(object target, JsonElement json, string path, TraitReading reading)
    {
        var value = Type.Read(json, path, reading);
        if (value is null)
            return false;
        if (value == NullableType.Null)
        {
            Property.SetValue(target, null);
            return true;
        }

        foreach (var check in _checks)
        {
            if (check.Problem(value) is { } problem)
            {
                reading.Fail(path, problem, check.Allowed, IsSecret ? JsonText.String(SecretText.Hidden) : json);
                return false;
            }
        }

        Property.SetValue(target, value);
        return true;
    }

    public JsonNode? WriteOf(object target) => Property.GetValue(target) is { } value ? Type.Write(value) : null;
}
