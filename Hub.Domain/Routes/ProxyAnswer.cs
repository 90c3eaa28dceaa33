using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Routes;

/// <summary>What the API of a proxy said, read to its end.</summary>
internal sealed record ProxyAnswer(HttpStatusCode Status, byte[] Body)
{
    /// <summary>The beginning of the body, for a message.</summary>
    public string Text => Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 200)).Trim();

    /// <summary>The body as a table; null when it is something else.</summary>
    public JsonObject? Table()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
