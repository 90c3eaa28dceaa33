using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>Text.</summary>
internal class UnicodeType : TraitType
{
    public override string Name => "Unicode";

    public override string Allowed => "a string";

    public override Type ValueType => typeof(string);

    public override object? Read(JsonElement value, string path, TraitReading reading) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : WrongKind(value, path, reading);

    public override JsonNode? Write(object value) => JsonValue.Create((string)value);

    // Environment files of containers often keep the quotes people write.
    public override JsonElement FromTexts(IReadOnlyList<string> texts) =>
        texts[^1] is ['"', .., '"'] quoted && ParseOrString(quoted) is { ValueKind: JsonValueKind.String } inner
            ? inner
            : JsonText.String(texts[^1]);
}

/// <summary>A path that begins and ends with a slash.</summary>
internal sealed class UrlPrefixType : UnicodeType
{
    public override string Name => "URLPrefix";

    public override object? Read(JsonElement value, string path, TraitReading reading) =>
        base.Read(value, path, reading) is string text ? "/" + text.Trim('/') + (text.Trim('/').Length > 0 ? "/" : "") : null;
}

/// <summary>A class chosen by alias, class name or Python path; its value is the alias.</summary>
internal sealed class PluggableType(string family) : UnicodeType
{
    public override string Name => "EntryPointType";

    public override string Allowed =>
        "one of " + string.Join(", ", TraitClasses.Choices(family).Where(info => info.IsReady).Select(info => $"\"{info.Alias}\""));

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (base.Read(value, path, reading) is not string text)
            return null;
        var choice = TraitClasses.Choose(family, text);
        if (choice is { IsReady: true })
            return choice.Alias;
        return choice is not null
            ? reading.Fail(path, "is known, but not supported yet", Allowed, value)
            : reading.Fail(path, "is not a class the hub knows", Allowed, value,
                NearMiss.Find(text, TraitClasses.Choices(family).Where(info => info.IsReady).Select(info => info.Alias!)));
    }
}

/// <summary>One word of an enumeration, whatever its capitals.</summary>
internal sealed class EnumType(Type type) : TraitType
{
    public override string Name => "Enum";

    public override string Allowed => "one of " + string.Join(", ", Enum.GetValues(type).Cast<object>().Select(value => $"\"{Words(value)[0]}\""));

    public override Type ValueType => type;

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return WrongKind(value, path, reading);
        var text = value.ToString();
        var match = Enum.GetValues(type).Cast<object>().FirstOrDefault(member => Words(member).Contains(text, StringComparer.OrdinalIgnoreCase));
        return match ?? reading.Fail(path, "is none of these", Allowed, value,
            NearMiss.Find(text, Enum.GetValues(type).Cast<object>().Select(member => Words(member)[0])));
    }

    public override JsonNode? Write(object value) => JsonValue.Create(Words(value)[0]);

    private IReadOnlyList<string> Words(object member) =>
        type.GetField(member.ToString()!)!.GetCustomAttribute<WordAttribute>()?.Words
        ?? [JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString()!)];
}

/// <summary>Any JSON at all.</summary>
internal sealed class AnyType : TraitType
{
    public override string Name => "Any";

    public override string Allowed => "any JSON";

    public override Type ValueType => typeof(JsonElement);

    public override object? Read(JsonElement value, string path, TraitReading reading) => value;

    public override JsonNode? Write(object value) => JsonText.ToNode((JsonElement)value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => ParseOrString(texts[^1]);
}
