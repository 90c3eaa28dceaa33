using System.Text;
using System.Text.Json.Nodes;
using Hub.Tests.Support.OpenApi;

namespace Hub.Tests.Api.Fuzz;

/// <summary>Makes requests for documented operations: some as documented, some nearly so, some not at all.</summary>
internal sealed class RequestMaker(OpenApiContract contract, Random random)
{
    // Nobody here is the one who asks: whoever renames or removes themselves asks no more.
    private static readonly string[] Names = ["ann", "bob", "box", "circle", "club", "robot", "new-one", ""];

    private static readonly string[] OddNames =
    [
        "%00", "%0A", "%2F", "a%2Fb", "%2E%2E", "%20", "%25", "%C3%A9", "%F0%9F%90%BB", "%FF", "'", "%22", "%3B--", "%E2%80%AE", "%7B0%7D", "a99", "sc_99",
        new('n', 300), new('n', 3000),
    ];

    private static readonly string[] OddValues =
    [
        "null", "true", "0", "-1", "1e999", "99999999999999999999999999", "0.5", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[null]", "{}",
        "{\"a\": 1}", "[[]]", "[\"\"]", "[\"ann\", \"ann\"]", "\"9999-12-31T23:59:59Z\"", "{\"a\": 1, \"a\": 2}", "[\"read:users!user=\"]",
    ];

    private static readonly string[] NoSwitch = ["null", "-1", "2", "0.5", "\"\"", "\"true\"", "\"\\u0000\"", "[]", "[true]", "{}", "1e999", "99999999999999999999999999"];

    private static readonly string[] NoObject = ["[1]", "\"x\"", "7", "true", "{", "   ", "nonsense", "{} {}"];

    /// <summary>What some parameters must say for anything to come of a request.</summary>
    private static readonly Dictionary<string, string[]> Likely = new()
    {
        ["client_id"] = ["service-app", "service-closed", "jupyterhub"],
        ["redirect_uri"] = ["/services/app/oauth_callback"],
        ["response_type"] = ["code"],
        ["grant_type"] = ["authorization_code", "refresh_token"],
        ["code_challenge_method"] = ["S256", "plain"],
        ["scope"] = ["identify", "read:users!user", "no:such", "inherit"],
        ["scopes"] = ["read:users!user", "no:such"],
    };

    public (string Target, byte[]? Body) For(DocumentedOperation operation) =>
        (PathOf(operation.Path) + QueryOf(operation.Json), FormOf(operation.Json) ?? BodyOf(operation.Json));

    /// <summary>An object in which at least one of the keys is neither true nor false, or no object at all.</summary>
    public byte[] NoSwitches(params string[] keys)
    {
        var text = $"{{\"{Pick(keys)}\": {Pick(NoSwitch)}, \"odd\": {Pick(OddValues)}}}";
        return Encoding.UTF8.GetBytes(random.Next(3) == 0 ? Pick(NoObject) : random.Next(4) == 0 ? text[..^1] : text);
    }

    private string PathOf(string template)
    {
        var path = template.TrimStart('/');
        while (path.IndexOf('{') is >= 0 and var open)
            path = path[..open] + (random.Next(3) > 0 ? Pick(Names) : Pick(OddNames)) + path[(path.IndexOf('}') + 1)..];
        return path;
    }

    private string QueryOf(JsonObject operation)
    {
        var query = new StringBuilder();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["in"]!.GetValue<string>() != "query" || random.Next(2) == 0)
                continue;
            var name = parameter["name"]!.GetValue<string>();
            var value = Likely.TryGetValue(name, out var known) && random.Next(4) > 0 ? Uri.EscapeDataString(Pick(known))
                : random.Next(2) == 0 ? Plain(Sample(parameter["schema"]!.AsObject(), 0)) : Pick(OddNames);
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
        }

        return query.ToString();
    }

    private byte[]? FormOf(JsonObject operation)
    {
        if (FormSchema(operation) is not { } schema)
            return null;
        var fields = (contract.Resolve(schema)["properties"]?.AsObject() ?? []).Where(_ => random.Next(4) > 0).Select(field =>
            $"{field.Key}={(Likely.TryGetValue(field.Key, out var known) && random.Next(4) > 0 ? Uri.EscapeDataString(Pick(known)) : Pick(OddNames))}");
        var text = string.Join('&', fields);
        return Encoding.UTF8.GetBytes(random.Next(6) switch
        {
            0 => Pick(OddValues),
            1 => $"{text}&{text}",
            2 => $"{text}&%%%=&=&&{Pick(OddNames)}",
            _ => text,
        });
    }

    private static JsonObject? FormSchema(JsonObject operation) =>
        operation["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["schema"]?.AsObject();

    private byte[]? BodyOf(JsonObject operation)
    {
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not JsonObject schema)
            return random.Next(8) == 0 ? Encoding.UTF8.GetBytes(Pick(OddValues)) : null;
        var text = Sample(schema, 0);
        return random.Next(6) switch
        {
            0 => null,
            1 => Encoding.UTF8.GetBytes(Pick(OddValues)),
            2 => Encoding.UTF8.GetBytes(Broken(text)),
            3 => [.. Encoding.UTF8.GetBytes(text).Select((one, index) => index == text.Length / 2 ? (byte)0xFF : one)],
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    private string Broken(string text) => random.Next(4) switch
    {
        0 => text[..random.Next(text.Length)],
        1 => text + text,
        2 => string.Concat(Enumerable.Repeat("{\"a\":", 200)) + text + new string('}', 200),
        _ => text.Replace('"', '\''),
    };

    /// <summary>A value of a schema, with something odd here and there.</summary>
    private string Sample(JsonObject written, int depth)
    {
        var schema = contract.Resolve(written);
        if (random.Next(8) == 0 || depth > 4)
            return Pick(OddValues);
        if (schema["enum"] is JsonArray words)
            return words[random.Next(words.Count)]!.ToJsonString();
        return schema["type"]?.GetValue<string>() switch
        {
            "object" => ObjectOf(schema, depth),
            "array" when schema["items"] is JsonObject items =>
                $"[{string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => Sample(items, depth + 1)))}]",
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "integer" or "number" => $"{random.Next(100)}",
            "string" when random.Next(2) == 0 && schema["example"] is JsonValue example => example.ToJsonString(),
            "string" => $"\"{Pick(Names)}\"",
            _ => Pick(OddValues),
        };
    }

    private string ObjectOf(JsonObject schema, int depth)
    {
        var required = schema["required"]?.AsArray().Select(key => key!.GetValue<string>()).ToHashSet() ?? [];
        var keys = (schema["properties"]?.AsObject() ?? []).Where(entry => required.Contains(entry.Key) || random.Next(2) == 0)
            .Select(entry => $"\"{entry.Key}\": {Sample(entry.Value!.AsObject(), depth + 1)}").ToList();
        if (random.Next(10) == 0)
            keys.Add($"\"odd\\u0000key\": {Pick(OddValues)}");
        if (random.Next(10) == 0 && keys.Count > 0)
            keys.Add(keys[0]);
        return $"{{{string.Join(", ", keys)}}}";
    }

    private static string Plain(string json) => Uri.EscapeDataString(json.Trim('"'));

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
