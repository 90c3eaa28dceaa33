using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hub.Domain.Configuration.Sources;

/// <summary>
/// Settings from a <c>jupyterhub_config.json</c>: an object of classes, each an object of traits. Comments and trailing commas are
/// allowed, a repeated key is a mistake, and each setting knows its line.
/// </summary>
public sealed partial class JsonFileSource : IConfigurationSource
{
    private readonly List<Setting> _settings = [];
    private readonly List<ConfigurationMistake> _mistakes = [];
    private readonly string _name;
    private readonly byte[] _text;

    /// <param name="name">What the file is called in messages.</param>
    /// <param name="json">Its content.</param>
    public JsonFileSource(string name, string json) : this(name, Encoding.UTF8.GetBytes(json))
    {
    }

    public JsonFileSource(string name, ReadOnlySpan<byte> utf8Json)
    {
        _name = name;
        _text = (utf8Json.StartsWith(Encoding.UTF8.Preamble) ? utf8Json[Encoding.UTF8.Preamble.Length..] : utf8Json).ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(_text))
        {
            _mistakes.Add(new ConfigurationMistake("", null, name, "is not JSON: not every byte of it is UTF-8"));
            return;
        }

        try
        {
            ReadRoot();
        }
        catch (JsonException e)
        {
            // What was read before the break is left out: half a file may mean something else than the whole.
            _settings.Clear();
            _mistakes.Clear();
            _mistakes.Add(Broken(e));
        }
    }

    private JsonFileSource(string name, ConfigurationMistake mistake)
    {
        _name = name;
        _text = [];
        _mistakes.Add(mistake);
    }

    public IReadOnlyList<Setting> Settings => _settings;

    public IReadOnlyList<ConfigurationMistake> Mistakes => _mistakes;

    public IReadOnlyList<ConfigurationMistake> Warnings => [];

    /// <summary>Reads a file; that it cannot be read is a mistake in the configuration like any other.</summary>
    public static async Task<JsonFileSource> LoadAsync(string path, CancellationToken ct)
    {
        try
        {
            return new JsonFileSource(path, await File.ReadAllBytesAsync(path, ct));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = e is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist" : e.Message;
            return new JsonFileSource(path, new ConfigurationMistake("", null, path, problem, "a JSON file of traits"));
        }
    }

    private void ReadRoot()
    {
        var reader = new Utf8JsonReader(_text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _mistakes.Add(new ConfigurationMistake("", null, At(reader.TokenStartIndex), "does not hold an object",
                """{"JupyterHub": {"port": 8000}}"""));
            return;
        }

        var classes = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = reader.TokenStartIndex;
            var className = reader.GetString()!;
            if (!classes.Add(className))
                _mistakes.Add(Repeated(className, start));
            reader.Read();
            ReadClass(ref reader, className, start);
        }

        // Whatever follows the object is as broken as what is in it.
        while (reader.Read())
        {
        }
    }

    private void ReadClass(ref Utf8JsonReader reader, string className, long start)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var value = JsonElement.ParseValue(ref reader);
            // traitlets itself writes "version": 1 into its files.
            if (className != "version" || value.ValueKind != JsonValueKind.Number || value.GetRawText() != "1")
                _mistakes.Add(new ConfigurationMistake(className, null, At(start), "is not an object of traits", """{"trait": value}"""));
            return;
        }

        var traits = new HashSet<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var traitStart = reader.TokenStartIndex;
            var traitName = reader.GetString()!;
            if (!traits.Add(traitName))
                _mistakes.Add(Repeated($"{className}.{traitName}", traitStart));
            reader.Read();
            var value = JsonElement.ParseValue(ref reader);
            if (HasRepeatedKey(value))
                _mistakes.Add(new ConfigurationMistake($"{className}.{traitName}", null, At(traitStart), "holds an object with a key given twice",
                    "each key once"));
            _settings.Add(Setting.FromJson(className, traitName, At(traitStart), value));
        }
    }

    private static bool HasRepeatedKey(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().DistinctBy(property => property.Name).Count() < value.EnumerateObject().Count()
            || value.EnumerateObject().Any(property => HasRepeatedKey(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasRepeatedKey),
        _ => false,
    };

    private ConfigurationMistake Repeated(string setting, long start) =>
        new(setting, null, At(start), "is given twice", "each key once");

    private ConfigurationMistake Broken(JsonException e)
    {
        // The parser's message ends in the position, which we say in our own way, and may quote a word of the file.
        var message = Position().Replace(e.Message, "");
        message = QuotedWord().Replace(message, "this");
        return new ConfigurationMistake("", null, $"{_name} line {e.LineNumber + 1} column {e.BytePositionInLine + 1}",
            "is not JSON: " + message.TrimEnd('.', ' '));
    }

    private string At(long offset) => $"{_name} line {1 + _text.AsSpan(0, (int)offset).Count((byte)'\n')}";

    [GeneratedRegex(@" ?(Path: \S+ \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.?")]
    private static partial Regex Position();

    [GeneratedRegex("'[^']{2,}'")]
    private static partial Regex QuotedWord();
}
