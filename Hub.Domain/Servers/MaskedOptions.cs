using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hub.Domain.Servers;

/// <summary>The options of a start fit to be kept: without secrets, and not without bounds.</summary>
public static partial class MaskedOptions
{
    private const int Longest = 16 * 1024;
    private const string Mask = "***";

    public static JsonObject? Of(JsonObject? options)
    {
        if (options is null)
            return null;
        var masked = Masked(options)!.AsObject();
        return masked.ToJsonString().Length <= Longest ? masked : new JsonObject { ["not kept"] = $"more than {Longest} characters" };
    }

    private static JsonNode? Masked(JsonNode? node) => node switch
    {
        JsonObject branch => new JsonObject(branch.Select(pair =>
            KeyValuePair.Create(pair.Key, SecretName().IsMatch(pair.Key) && pair.Value is not null ? Mask : Masked(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Masked)]),
        JsonValue value when value.TryGetValue<string>(out var text) => UrlPassword().Replace(text, "$1***@"),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("pass(word|wd|phrase)?|secret|token|credential|private|api_?key|access_?key|^auth|^key$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(\w+://[^/\s:@]*:)[^/\s@]+@")]
    private static partial Regex UrlPassword();
}
