using System.Text.Json.Nodes;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Contract;

/// <summary>Holds a schema of ours against what is known of JupyterHub's: every key there, each with a type that fits.</summary>
internal sealed class ShapeComparison(JsonObject facts, OpenApiContract ours)
{
    private readonly HashSet<string> open = [];

    /// <param name="wanted">A shape of the fact table.</param>
    /// <param name="have">Our schema; null when there is none.</param>
    /// <param name="at">Where we are, for the message.</param>
    public IEnumerable<string> Faults(JsonObject wanted, JsonObject? have, string at)
    {
        if (have is null)
            return [$"{at}: nothing of that kind"];
        if (wanted["model"] is not { } model)
            return Whole(wanted, ours.Resolve(have), at);
        var name = model.GetValue<string>();
        if (!open.Add(name))
            return [];
        var faults = Whole(facts["models"]![name]!.AsObject(), ours.Resolve(have), at).ToList();
        open.Remove(name);
        return faults;
    }

    private IEnumerable<string> Whole(JsonObject wanted, JsonObject have, string at)
    {
        if (wanted["type"]?.GetValue<string>() is { } type && !Fits(type, have["type"]?.GetValue<string>()))
            return [$"{at}: is {have["type"]}, not {type}"];
        var faults = new List<string>();
        foreach (var (key, shape) in wanted["properties"]?.AsObject() ?? [])
        {
            var property = have["properties"]?[key]?.AsObject();
            faults.AddRange(property is null ? [$"{at}.{key}: missing"] : Faults(shape!.AsObject(), property, $"{at}.{key}"));
        }

        if (wanted["items"] is JsonObject items)
            faults.AddRange(Faults(items, have["items"]?.AsObject(), $"{at}[]"));
        if (wanted["values"] is JsonObject values)
            faults.AddRange(Faults(values, have["additionalProperties"] as JsonObject, $"{at}{{}}"));
        return faults;
    }

    /// <summary>An integer is a number; what has no type takes everything.</summary>
    private static bool Fits(string wanted, string? have) => have is null || have == wanted || (wanted == "number" && have == "integer");
}
