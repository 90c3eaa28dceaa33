using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Spawners;

/// <summary>Changes single traits of the spawner for one server, as group_overrides and apply_user_options ask.</summary>
public static class SpawnerOverrides
{
    /// <summary>The options with one trait set; dictionaries are merged, and null removes a key.</summary>
    /// <exception cref="FormatException">There is no such trait, or it does not take this value; the message says which.</exception>
    public static SpawnerOptions Apply(SpawnerOptions options, string trait, JsonElement value)
    {
        var property = Find(options, trait) ?? throw new FormatException($"{trait} is not a trait of the spawner");
        var changed = options with { };
        var merged = property.Type.Name == "Dict" && value.ValueKind == JsonValueKind.Object
            ? JsonSerializer.SerializeToElement(Merged(property.WriteOf(options)!.AsObject(), JsonText.ToNode(value)!.AsObject()))
            : value;
        var reading = new TraitReading();
        return property.ReadInto(changed, merged, trait, reading)
            ? changed
            : throw new FormatException(string.Join("; ", reading.Problems.Select(Message)));
    }

    /// <summary>The same for a value that arrives as text, as from a form; the trait's type decides what it means.</summary>
    public static SpawnerOptions ApplyText(SpawnerOptions options, string trait, string text)
    {
        var property = Find(options, trait) ?? throw new FormatException($"{trait} is not a trait of the spawner");
        return Apply(options, trait, property.Type.FromTexts([text]));
    }

    /// <summary>Whether servers can have another value of a trait than the hub's.</summary>
    public static bool MayChange(SpawnerOptions options, string trait) =>
        options.GroupOverrides.Values.Any(entry => entry.SpawnerOverride.ContainsKey(trait)) || options.ApplyUserOptions.Values.Contains(trait);

    /// <summary>Whether the chosen spawner class has such a trait.</summary>
    public static bool Knows(SpawnerOptions options, string trait) => Find(options, trait) is not null;

    internal static string? Problem(SpawnerOptions options, string trait, JsonElement value)
    {
        try
        {
            Apply(options, trait, value);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static TraitProperty? Find(SpawnerOptions options, string trait)
    {
        var chosen = TraitClasses.Choose("Spawner", options.SpawnerClass)!.Name;
        return TraitCatalogue.Find(chosen, trait)?.Properties.FirstOrDefault(property =>
            property.Property.DeclaringType == typeof(SpawnerOptions) && property.ClassName != "JupyterHub");
    }

    private static string Message(TraitProblem problem) => $"{problem.Path} {problem.Problem}; allowed: {problem.Allowed}";

    private static JsonObject Merged(JsonObject old, JsonObject changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value is null)
                old.Remove(key);
            else if (value is JsonObject inner && old[key] is JsonObject outer)
                old[key] = Merged(outer.DeepClone().AsObject(), inner);
            else
                old[key] = value.DeepClone();
        }

        return old;
    }
}
