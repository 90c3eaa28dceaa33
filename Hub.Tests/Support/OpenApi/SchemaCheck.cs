using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Tests.Support.OpenApi;

/// <summary>
/// Holds a value against a schema: as much of JSON Schema as our document uses. Stricter than the standard in one thing: a key that
/// a schema with keys does not name is a fault, because then the document is not whole.
/// </summary>
public sealed class SchemaCheck(OpenApiContract contract)
{
    public IReadOnlyList<string> Faults(JsonNode? value, JsonObject schema)
    {
        var faults = new List<string>();
        Check(value, schema, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonObject written, string at, List<string> faults)
    {
        var schema = contract.Resolve(written);
        if (value is null)
        {
            if (written["nullable"]?.GetValue<bool>() != true && schema["nullable"]?.GetValue<bool>() != true && schema["type"] is not null)
                faults.Add($"{at} is null");
            return;
        }

        if (schema["type"]?.GetValue<string>() is { } type && !IsOf(type, value))
        {
            faults.Add($"{at} is no {type}: {value.ToJsonString()}");
            return;
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            faults.Add($"{at} is not one of {allowed.ToJsonString()}: {value.ToJsonString()}");
        if (schema["format"]?.GetValue<string>() == "date-time" && !IsTime(value.GetValue<string>()))
            faults.Add($"{at} is no timestamp: {value.ToJsonString()}");
        if (value is JsonObject map)
            CheckKeys(map, schema, at, faults);
        if (value is JsonArray list && schema["items"] is JsonObject items)
        {
            for (var i = 0; i < list.Count; i++)
                Check(list[i], items, $"{at}[{i}]", faults);
        }
    }

    private void CheckKeys(JsonObject map, JsonObject schema, string at, List<string> faults)
    {
        var known = schema["properties"]?.AsObject();
        faults.AddRange((schema["required"]?.AsArray() ?? []).Select(key => key!.GetValue<string>())
            .Where(key => !map.ContainsKey(key)).Select(key => $"{at}.{key} is missing"));
        foreach (var (key, value) in map)
        {
            if (known?[key] is JsonObject property)
                Check(value, property, $"{at}.{key}", faults);
            else if (schema["additionalProperties"] is JsonObject others)
                Check(value, others, $"{at}[\"{key}\"]", faults);
            else if (known is { Count: > 0 })
                faults.Add($"{at}.{key} is not in the document");
        }
    }

    private static bool IsOf(string type, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };

    /// <summary>UTC with microseconds unless there are none, as everything that the hub writes.</summary>
    private static bool IsTime(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
