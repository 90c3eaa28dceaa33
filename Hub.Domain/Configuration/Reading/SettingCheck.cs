using System.Text.Json;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration.Reading;

/// <summary>Checks and reads the value of one setting.</summary>
internal static class SettingCheck
{
    /// <summary>Reports everything wrong with a setting, whether or not it will take effect.</summary>
    public static void Check(ResolvedSetting setting, Findings findings)
    {
        var reading = new TraitReading { IsSecret = setting.Trait.IsSecret };
        if (!setting.Trait.IsKeyed)
            setting.Trait.Properties[0].ReadInto(Scratch(setting.Trait.Properties[0]), setting.Json, "", reading);
        else if (setting.Json.ValueKind == JsonValueKind.Object)
            CheckKeys(setting, reading, findings);
        else
            setting.Trait.Type.Read(setting.Json, "", reading);
        reading.Problems.ForEach(problem => findings.Refuse(setting, problem));
    }

    /// <summary>Sets the trait's properties on the option objects.</summary>
    public static void Bind(ResolvedSetting setting, Func<TraitProperty, object> holderOf)
    {
        foreach (var property in setting.Trait.Properties)
        {
            if (ValueFor(property, setting.Json) is { } value)
                property.ReadInto(holderOf(property), value, "", new TraitReading());
        }
    }

    private static void CheckKeys(ResolvedSetting setting, TraitReading reading, Findings findings)
    {
        var known = setting.Trait.Properties.Select(property => property.Key!).Order(StringComparer.Ordinal).ToList();
        foreach (var entry in setting.Json.EnumerateObject())
        {
            var path = reading.Key("", entry.Name);
            if (setting.Trait.Properties.FirstOrDefault(property => property.Key == entry.Name) is { } property)
                property.ReadInto(Scratch(property), entry.Value, path, reading);
            else if (UnsupportedTraits.TornadoSettings.Contains(entry.Name))
                findings.Warn(setting, "is a setting of tornado and has no effect here", path: path);
            else
                reading.Fail(path, "there is no such key", "the keys " + string.Join(", ", known), null, NearMiss.Find(entry.Name, known));
        }
    }

    private static JsonElement? ValueFor(TraitProperty property, JsonElement json) => property.Key is null
        ? json
        : json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property.Key, out var value) ? value : null;

    private static object Scratch(TraitProperty property) => Activator.CreateInstance(property.Property.DeclaringType!)!;
}
