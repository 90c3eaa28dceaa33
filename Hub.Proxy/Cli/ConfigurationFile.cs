using System.Text.Json;

namespace Hub.Proxy.Cli;

/// <summary>Options in a JSON object: names without dashes in front, values as text, number, true, or a list of those.</summary>
internal static class ConfigurationFile
{
    private static readonly JsonDocumentOptions _lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IReadOnlyList<Setting> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), _lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new UsageException($"error: --config: {path}: not a JSON object");
            return [.. document.RootElement.EnumerateObject().SelectMany(member => Settings(path, member))];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"error: --config: {path}: {e.Message}");
        }
    }

    private static IEnumerable<Setting> Settings(string path, JsonProperty member)
    {
        var option = OptionReader.Find(member.Name.Replace('_', '-'), $"{member.Name}' in '{path}");
        if (option.Name == "config") throw new UsageException($"error: {path}: a configuration file cannot name another");
        if (member.Value.ValueKind == JsonValueKind.Array) return [.. member.Value.EnumerateArray().SelectMany(v => One(path, option, v))];
        return One(path, option, member.Value);
    }

    private static IReadOnlyList<Setting> One(string path, OptionSpec option, JsonElement value) => (option.IsFlag, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) or (true, JsonValueKind.False) => [],
        (true, JsonValueKind.True) => [new Setting(option, "")],
        (false, JsonValueKind.String) => [new Setting(option, value.GetString()!)],
        (false, JsonValueKind.Number) => [new Setting(option, value.GetRawText())],
        _ => throw new UsageException($"error: {path}: {option.Name} must be {(option.IsFlag ? "true or false" : "text or a number")}"),
    };
}
