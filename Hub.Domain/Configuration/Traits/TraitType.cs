using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Configuration.Traits;

/// <summary>A type of trait: what JSON it takes, what text, and how its values are written.</summary>
internal abstract class TraitType
{
    /// <summary>The name traitlets gives it.</summary>
    public abstract string Name { get; }

    /// <summary>What is allowed, in words.</summary>
    public abstract string Allowed { get; }

    /// <summary>The .NET type of its values.</summary>
    public abstract Type ValueType { get; }

    /// <summary>The value, or null after saying what is wrong.</summary>
    public abstract object? Read(JsonElement value, string path, TraitReading reading);

    /// <summary>The value as JSON.</summary>
    public abstract JsonNode? Write(object value);

    /// <summary>What text from the environment or the command line means as JSON; several texts come from a repeated flag.</summary>
    public virtual JsonElement FromTexts(IReadOnlyList<string> texts) => JsonText.String(texts[^1]);

    /// <summary>Refuses a value of the wrong kind, saying which kind it is.</summary>
    protected object? WrongKind(JsonElement value, string path, TraitReading reading) => reading.Fail(path, value.ValueKind switch
    {
        JsonValueKind.String => "is a string",
        JsonValueKind.Number => "is a number",
        JsonValueKind.True or JsonValueKind.False => "is true or false",
        JsonValueKind.Array => "is a list",
        JsonValueKind.Object => "is an object",
        _ => "is null",
    }, Allowed, value);

    /// <summary>The text as JSON where it is some, otherwise as a string, which the type then refuses or takes.</summary>
    protected static JsonElement ParseOrString(string text)
    {
        try
        {
            return JsonText.Parse(text);
        }
        catch (JsonException)
        {
            return JsonText.String(text);
        }
    }
}
