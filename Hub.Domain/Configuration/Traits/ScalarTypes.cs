using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>true or false.</summary>
internal sealed class BoolType : TraitType
{
    public override string Name => "Bool";

    public override string Allowed => "true or false";

    public override Type ValueType => typeof(bool);

    public override object? Read(JsonElement value, string path, TraitReading reading) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : WrongKind(value, path, reading);

    public override JsonNode? Write(object value) => JsonValue.Create((bool)value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => texts[^1].ToLowerInvariant() switch
    {
        "true" or "1" => JsonText.Parse("true"),
        "false" or "0" => JsonText.Parse("false"),
        _ => JsonText.String(texts[^1]),
    };
}

/// <summary>A whole number.</summary>
internal sealed class IntType : TraitType
{
    public override string Name => "Int";

    public override string Allowed => "a whole number";

    public override Type ValueType => typeof(int);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return WrongKind(value, path, reading);
        if (value.TryGetInt32(out var number))
            return number;
        var isWhole = value.GetRawText().All(c => char.IsAsciiDigit(c) || c == '-');
        return reading.Fail(path, isWhole ? "is out of range" : "has a fraction", Allowed, value);
    }

    public override JsonNode? Write(object value) => JsonValue.Create((int)value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => FloatType.NumberOrString(texts[^1]);
}

/// <summary>A number, with or without a fraction.</summary>
internal sealed class FloatType : TraitType
{
    public override string Name => "Float";

    public override string Allowed => "a number";

    public override Type ValueType => typeof(double);

    public static JsonElement NumberOrString(string text) => ParseOrString(text) is { ValueKind: JsonValueKind.Number } number
        ? number
        : JsonText.String(text);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return WrongKind(value, path, reading);
        return value.TryGetDouble(out var number) && double.IsFinite(number) ? number : reading.Fail(path, "is out of range", Allowed, value);
    }

    public override JsonNode? Write(object value) => JsonValue.Create((double)value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => NumberOrString(texts[^1]);
}

/// <summary>A duration, written as its seconds.</summary>
internal sealed class SecondsType(bool fractional) : TraitType
{
    private readonly TraitType _number = fractional ? new FloatType() : new IntType();

    public override string Name => _number.Name;

    public override string Allowed => fractional ? "a number of seconds" : "a whole number of seconds";

    public override Type ValueType => typeof(TimeSpan);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return WrongKind(value, path, reading);
        var number = _number.Read(value, path, reading);
        if (number is null)
            return null;
        var seconds = Convert.ToDouble(number, CultureInfo.InvariantCulture);
        return Math.Abs(seconds) <= int.MaxValue ? TimeSpan.FromSeconds(seconds) : reading.Fail(path, "is out of range", Allowed, value);
    }

    public override JsonNode? Write(object value) => fractional
        ? JsonValue.Create(((TimeSpan)value).TotalSeconds)
        : JsonValue.Create((long)((TimeSpan)value).TotalSeconds);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => FloatType.NumberOrString(texts[^1]);
}

/// <summary>A number of bytes, or a number with the suffix K, M, G or T.</summary>
internal sealed class ByteSpecificationType : TraitType
{
    private const string Suffixes = "KMGT";

    public override string Name => "ByteSpecification";

    public override string Allowed => "a number of bytes, or a string such as \"512M\" or \"1.5G\" with K, M, G or T";

    public override Type ValueType => typeof(long);

    public override object? Read(JsonElement value, string path, TraitReading reading)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return WrongKind(value, path, reading);
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!;
        var power = value.ValueKind == JsonValueKind.String && text.Length > 0 ? Suffixes.IndexOf(text[^1]) + 1 : 0;
        if (value.ValueKind == JsonValueKind.String && power == 0)
            return reading.Fail(path, "has none of these suffixes", Allowed, value);
        var digits = power > 0 ? text[..^1] : text;
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return reading.Fail(path, "is not a number with a suffix", Allowed, value);
        var bytes = number * Math.Pow(1024, power);
        return Math.Abs(bytes) < long.MaxValue ? (long)bytes : reading.Fail(path, "is out of range", Allowed, value);
    }

    public override JsonNode? Write(object value) => JsonValue.Create((long)value);

    public override JsonElement FromTexts(IReadOnlyList<string> texts) => FloatType.NumberOrString(texts[^1]);
}
