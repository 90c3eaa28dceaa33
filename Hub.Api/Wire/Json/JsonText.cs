using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Wire.Json;

/// <summary>
/// Reads JSON strictly into Newtonsoft's tokens. Newtonsoft's own reader takes comments, single quotes, bare words and
/// <c>new Date(0)</c> for JSON, which is not what a client that sends them should learn here.
/// </summary>
public static class JsonText
{
    /// <summary>No double has more digits, and longer integers only cost time.</summary>
    private const int LongestNumber = 400;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = HubJson.MaxDepth };

    /// <summary>Throws <see cref="JsonException"/> for anything but one JSON value in UTF-8. The last of several equal keys counts.</summary>
    /// <exception cref="Domain.Errors.InvalidInputException">A text in it holds a zero byte.</exception>
    public static JToken Parse(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            throw new JsonException("Not UTF-8");
        var reader = new Utf8JsonReader(text, Strict);
        reader.Read();
        var value = Value(ref reader);
        if (reader.Read())
            throw new JsonException("More than one value");
        return value;
    }

    private static JToken Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref reader),
        JsonTokenType.StartArray => Array(ref reader),
        JsonTokenType.String => new JValue(Text(ref reader)),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.True => new JValue(true),
        JsonTokenType.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    private static JObject Object(ref Utf8JsonReader reader)
    {
        var value = new JObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader);
            reader.Read();
            value[key] = Value(ref reader);
        }

        return value;
    }

    private static JArray Array(ref Utf8JsonReader reader)
    {
        var value = new JArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            value.Add(Value(ref reader));
        return value;
    }

    /// <summary>Half of a surrogate pair, which no UTF-8 text can hold, is read as the replacement character.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        // A zero byte can only come escaped.
        return reader.ValueIsEscaped ? ZeroByte.Refuse(Escaped(ref reader)) : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    private static string Escaped(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return JValue.Parse(string.Concat("\"", Encoding.UTF8.GetString(reader.ValueSpan), "\"")).ToObject<string>()!;
        }
    }

    private static JValue Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var integer))
            return new JValue(integer);
        var digits = reader.ValueSpan;
        if (digits.Length <= LongestNumber && !digits.ContainsAny(".eE"u8))
            return new JValue(BigInteger.Parse(Encoding.ASCII.GetString(digits), CultureInfo.InvariantCulture));
        if (reader.TryGetDouble(out var real) && double.IsFinite(real))
            return new JValue(real);
        throw new JsonException("Number out of range");
    }
}
