using System.Collections.Concurrent;
using Newtonsoft.Json;

namespace Hub.Api.Wire.Json;

/// <summary>Reads and writes <see cref="Optional{T}"/> as the value in it.</summary>
internal sealed class OptionalConverter : JsonConverter
{
    private static readonly ConcurrentDictionary<Type, Inner> Inners = new();

    public override bool CanConvert(Type objectType) => objectType.IsGenericType && objectType.GetGenericTypeDefinition() == typeof(Optional<>);

    public override object ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
        For(objectType).Read(reader, serializer);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        For(value!.GetType()).Write(writer, value, serializer);

    private static Inner For(Type optional) => Inners.GetOrAdd(
        optional, static type => (Inner)Activator.CreateInstance(typeof(Inner<>).MakeGenericType(type.GetGenericArguments()))!);

    private abstract class Inner
    {
        public abstract object Read(JsonReader reader, JsonSerializer serializer);

        public abstract void Write(JsonWriter writer, object value, JsonSerializer serializer);
    }

    private sealed class Inner<T> : Inner
    {
        public override object Read(JsonReader reader, JsonSerializer serializer) => new Optional<T>(serializer.Deserialize<T>(reader)!);

        public override void Write(JsonWriter writer, object value, JsonSerializer serializer) =>
            serializer.Serialize(writer, ((Optional<T>)value).Or(default!));
    }
}
