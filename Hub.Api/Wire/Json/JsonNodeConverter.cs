using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonSerializer = Newtonsoft.Json.JsonSerializer;

namespace Hub.Api.Wire.Json;

/// <summary>Passes JSON that the domain keeps as it is (options, properties, state) through as it is.</summary>
internal sealed class JsonNodeConverter : JsonConverter
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override bool CanConvert(Type objectType) => typeof(JsonNode).IsAssignableFrom(objectType);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        Write(writer, value as JsonNode);

    internal static void Write(JsonWriter writer, JsonNode? node)
    {
        if (node is JsonObject { Count: 0 })
            writer.WriteRawValue("{}");
        else if (node is not null)
            writer.WriteRawValue(node.ToJsonString(Plain));
        else
            writer.WriteNull();
    }

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
        JsonNode.Parse(JToken.ReadFrom(reader).ToString(Formatting.None));
}
