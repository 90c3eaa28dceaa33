using System.Text.Json.Nodes;

namespace Hub.Domain.Spawners;

/// <summary>How the fields of the options form become <c>user_options</c>: the two ways of <c>options_from_form</c>.</summary>
public static class FormOptions
{
    /// <summary>Each field as the list of its values.</summary>
    public static JsonObject Passthrough(IReadOnlyDictionary<string, IReadOnlyList<string>> fields) =>
        new(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, ListOf(field.Value))));

    /// <summary>Single values unpacked, and what a ticked checkbox sends, <c>on</c>, as true.</summary>
    public static JsonObject Simple(IReadOnlyDictionary<string, IReadOnlyList<string>> fields) =>
        new(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, Unpacked(field.Value))));

    private static JsonNode? Unpacked(IReadOnlyList<string> values) => values switch
    {
        ["on"] => JsonValue.Create(true),
        [var single] => JsonValue.Create(single),
        _ => ListOf(values),
    };

    private static JsonArray ListOf(IReadOnlyList<string> values) =>
        new([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);
}
