using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Writes values as JSON people can read, with secrets hidden.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonDocumentOptions Lenient { get; } = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static string Of(JsonNode? node) => node is null ? "null" : node.ToJsonString(s_readable);

    public static string Of(string text) => JsonSerializer.Serialize(text, s_readable);

    public static JsonElement Parse(string json) => JsonDocument.Parse(json, Lenient).RootElement;

    public static JsonElement String(string text) => JsonSerializer.SerializeToElement(text);

    /// <summary>The value as it may be shown.</summary>
    public static string Shown(JsonElement value) => Of(Masked(ToNode(value), null));

    public static string Shown(JsonNode? value) => Of(Masked(value?.DeepClone(), null));

    /// <summary>The value on one short line of a message.</summary>
    public static string ShownShort(JsonElement value) => Shown(value) is { Length: > 100 } text ? text[..97] + "…" : Shown(value);

    public static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().DistinctBy(property => property.Name)
            .Select(property => KeyValuePair.Create(property.Name, ToNode(property.Value)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(ToNode)]),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(value),
    };

    private static JsonNode? Masked(JsonNode? node, string? name) => node switch
    {
        not JsonObject and not null when name is not null && SecretText.IsSecretName(name) => JsonValue.Create(SecretText.Hidden),
        JsonObject entries => new JsonObject(entries.Select(entry =>
            KeyValuePair.Create(entry.Key, Masked(entry.Value?.DeepClone(), entry.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Masked(item?.DeepClone(), null))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String =>
            JsonValue.Create(SecretText.WithoutPasswords(value.GetValue<string>())),
        _ => node,
    };
}
