using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Lets models write themselves.</summary>
internal sealed class JsonModelConverter : JsonConverter
{
    public override bool CanRead => false;

    public override bool CanConvert(Type objectType) => typeof(IJsonModel).IsAssignableFrom(objectType);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        if (value is IJsonModel model)
            model.WriteTo(writer, serializer);
        else
            writer.WriteNull();
    }

    public override object ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
        throw new NotSupportedException($"{objectType.Name} only goes out.");
}
