using System.Text.Json.Nodes;
using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Writes one key of an object with its value, for models that write themselves.</summary>
internal static class JsonKeys
{
    /// <summary>Only the key, for a value that follows. It must need no escapes.</summary>
    public static void Key(this JsonWriter json, string key)
    {
        if (json is JsonTextWriter text)
            text.WritePropertyName(key, escape: false);
        else
            json.WritePropertyName(key);
    }

    public static void Pair(this JsonWriter json, string key, string? value)
    {
        json.Key(key);
        json.WriteValue(value);
    }

    public static void Pair(this JsonWriter json, string key, bool value)
    {
        json.Key(key);
        json.WriteValue(value);
    }

    public static void Pair(this JsonWriter json, string key, DateTimeOffset? value) =>
        json.Pair(key, value is { } time ? Timestamp.Of(time) : null);

    public static void Pair(this JsonWriter json, string key, IReadOnlyList<string> values)
    {
        json.Key(key);
        json.WriteStartArray();
        foreach (var value in values)
            json.WriteValue(value);
        json.WriteEndArray();
    }

    public static void Pair(this JsonWriter json, string key, JsonObject? value)
    {
        json.Key(key);
        JsonNodeConverter.Write(json, value);
    }
}
