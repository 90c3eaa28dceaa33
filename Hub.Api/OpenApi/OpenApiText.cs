using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Api.Wire.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Hub.Api.OpenApi;

/// <summary>The document as text: made at the first request, and the same for the same program and configuration.</summary>
internal sealed class OpenApiText(IServiceScopeFactory scopes)
{
    // Maps whose order means nothing, sorted so that two documents can be compared line by line.
    private static readonly string[] Sorted = ["paths", "schemas", "responses", "securitySchemes"];

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[]? text;

    public async Task WriteAsync(HttpContext http)
    {
        text ??= Encoding.UTF8.GetBytes(await MakeAsync(http.RequestAborted));
        http.Response.ContentType = JsonAnswer.ContentType;
        http.Response.ContentLength = text.Length;
        await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }

    private async Task<string> MakeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync(HubOpenApi.Document);
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, ct))!;
        return Sort(json).ToJsonString(Format) + "\n";
    }

    private static JsonNode Sort(JsonNode node, string key = "")
    {
        switch (node)
        {
            case JsonObject map:
                var entries = Array.IndexOf(Sorted, key) < 0 ? map.ToList() : [.. map.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
                map.Clear();
                foreach (var (name, value) in entries)
                    map[name] = value is null ? null : Sort(value, key == "properties" ? "" : name);
                return map;
            case JsonArray list:
                foreach (var item in list.OfType<JsonNode>())
                    Sort(item);
                return list;
            default:
                return node;
        }
    }
}
