using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>A list of values of one type.</summary>
internal class ListType(TraitType item) : TraitType
{
    public override string Name => "List";

    public override string Allowed => item is AnyType or RecordType ? "a list" : $"a list, each item {item.Allowed}";

    public override Type ValueType => typeof(IReadOnlyList<>).MakeGenericType(item.ValueType);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return WrongKind(value, path, reading);
        var before = reading.Problems.Count;
        var items = value.EnumerateArray().Select((element, i) => item.Read(element, $"{path}[{i}]", reading)).ToList();
        return reading.Problems.Count == before ? Build(items) : null;
    }

    public override JsonNode? Write(object value) => new JsonArray([.. ((IEnumerable)value).Cast<object>().Select(item.Write)]);

    /// <summary>JSON where it begins like a list, otherwise each text is an item, as traitlets does.</summary>
    public override JsonElement FromTexts(IReadOnlyList<string> texts) =>
        texts is [var only] && only.TrimStart().StartsWith('[')
            ? ParseOrString(only)
            : JsonSerializer.SerializeToElement(texts.Select(text => item.FromTexts([text])));

    protected virtual object Build(List<object?> items)
    {
        var array = Array.CreateInstance(item.ValueType, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return array;
    }
}

/// <summary>A set of strings, written as a list.</summary>
internal sealed class SetType() : ListType(new UnicodeType())
{
    public override string Name => "Set";

    public override Type ValueType => typeof(IReadOnlySet<string>);

    public override JsonNode? Write(object value) =>
        new JsonArray([.. ((IEnumerable<string>)value).Order(StringComparer.Ordinal).Select(text => JsonValue.Create(text))]);

    protected override object Build(List<object?> items) => items.Cast<string>().ToHashSet();
}

/// <summary>A list of strings that may also be written as one string.</summary>
internal sealed class CommandType(bool mayBeEmpty) : ListType(new UnicodeType())
{
    public override string Name => "Command";

    public override string Allowed => mayBeEmpty ? "a string or a list of strings" : "a string or a list of strings, not empty";

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind == JsonValueKind.String)
            return new[] { value.GetString()! };
        var command = base.Read(value, path, reading);
        return command is string[] { Length: 0 } && !mayBeEmpty ? reading.Fail(path, "is empty", Allowed, value) : command;
    }
}

/// <summary>An object whose keys are free and whose values are of one type.</summary>
internal sealed class DictType(TraitType item) : TraitType
{
    public override string Name => "Dict";

    public override string Allowed => item is AnyType or RecordType ? "an object" : $"an object, each value {item.Allowed}";

    public override Type ValueType => typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), item.ValueType);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return WrongKind(value, path, reading);
        var before = reading.Problems.Count;
        var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item.ValueType))!;
        foreach (var property in value.EnumerateObject())
            entries[property.Name] = item.Read(property.Value, reading.Key(path, property.Name), reading);
        return reading.Problems.Count == before ? entries : null;
    }

    public override JsonNode? Write(object value)
    {
        var written = new JsonObject();
        foreach (var entry in (IEnumerable)value)
        {
            var type = entry.GetType();
            written[(string)type.GetProperty("Key")!.GetValue(entry)!] = item.Write(type.GetProperty("Value")!.GetValue(entry)!);
        }

        return written;
    }

    /// <summary>JSON, or <c>key=value</c> as traitlets takes it.</summary>
    public override JsonElement FromTexts(IReadOnlyList<string> texts)
    {
        if (texts is [var only] && (only.TrimStart().StartsWith('{') || !only.Contains('=')))
            return ParseOrString(only);
        var entries = new Dictionary<string, JsonElement>();
        foreach (var parts in texts.Select(text => text.Split('=', 2)))
            entries[parts[0]] = parts.Length > 1 ? item.FromTexts([parts[1]]) : JsonText.Parse("null");
        return JsonSerializer.SerializeToElement(entries);
    }
}

/// <summary>A type that also takes null, which means the value is not set.</summary>
internal sealed class NullableType(TraitType inner) : TraitType
{
    /// <summary>Stands for null while reading, where null itself means that something was wrong.</summary>
    public static readonly object Null = new();

    public override string Name => inner.Name;

    public override string Allowed => inner.Allowed;

    public override Type ValueType => inner.ValueType;

    public override object? Read(JsonElement value, string path, TraitReading reading) =>
        value.ValueKind == JsonValueKind.Null ? Null : inner.Read(value, path, reading);

    public override JsonNode? Write(object value) => inner.Write(value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) =>
        texts[^1] is "null" or "None" ? JsonText.Parse("null") : inner.FromTexts(texts);
}
