using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hub.Tests.Support.OpenApi;

/// <summary>An OpenAPI document, read to find operations and schemas in it.</summary>
public sealed class OpenApiContract
{
    private readonly JsonObject document;
    private readonly (Regex Pattern, JsonObject Item)[] paths;

    private OpenApiContract(JsonObject document)
    {
        this.document = document;
        paths =
        [
            .. from path in document["paths"]!.AsObject()
               orderby path.Key.Count(c => c == '{'), path.Key.Length descending
               select (PatternOf(path.Key), path.Value!.AsObject()),
        ];
    }

    /// <summary>The path of the whole API.</summary>
    public string Root => document["servers"]![0]!["url"]!.GetValue<string>();

    public IEnumerable<DocumentedOperation> Operations =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select new DocumentedOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    public static OpenApiContract Parse(string text) => new(JsonNode.Parse(text)!.AsObject());

    /// <summary>An operation by the path as the document writes it.</summary>
    public JsonObject? Operation(string method, string template) => document["paths"]![template]?[method.ToLowerInvariant()]?.AsObject();

    /// <summary>All methods of the path that a request goes to; null when the document has none such.</summary>
    /// <param name="path">The path below the root, as sent.</param>
    public JsonObject? ItemAt(string path) => paths.FirstOrDefault(entry => entry.Pattern.IsMatch(path)).Item;

    public JsonObject? Schema(string name) => document["components"]!["schemas"]![name]?.AsObject();

    /// <summary>Follows references; one that only has a description added counts as a reference too.</summary>
    public JsonObject Resolve(JsonObject schema)
    {
        while (true)
        {
            var reference = schema["$ref"] ?? (schema["allOf"] is JsonArray { Count: 1 } only ? only[0]!["$ref"] : null);
            if (reference is null)
                return schema;
            var name = reference.GetValue<string>().Split('/')[^1];
            schema = Schema(name) ?? throw new KeyNotFoundException($"No schema {name}");
        }
    }

    private static Regex PatternOf(string template)
    {
        var pattern = Regex.Replace(Regex.Escape(template), @"\\\{([^}]*)}", match => match.Groups[1].Value == "path" ? ".+" : "[^/]*");
        return new Regex($"^{pattern}$", RegexOptions.CultureInvariant);
    }
}

/// <summary>One operation of the document.</summary>
public sealed record DocumentedOperation(string Method, string Path, JsonObject Json)
{
    public string Name => $"{Method} {Path}";

    public bool NeedsScope => Json["security"]?.AsArray().Any(one => one!["oauth2"] is JsonArray { Count: > 0 }) == true;
}
