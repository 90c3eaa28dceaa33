using System.Globalization;
using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Writes points in time as <see cref="Timestamp"/> says; reads ISO 8601, where no zone means UTC.</summary>
internal sealed class TimestampConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) => (Nullable.GetUnderlyingType(objectType) ?? objectType) == typeof(DateTimeOffset);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        writer.WriteValue(value is DateTimeOffset time ? Timestamp.Of(time) : null);

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        if (reader.TokenType == JsonToken.Null && objectType != typeof(DateTimeOffset))
            return null;
        if (reader.Value is string text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time.ToUniversalTime();
        throw new JsonSerializationException($"{reader.Path} must be a timestamp in ISO 8601");
    }
}
