using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>What a request to start or add a server says of it.</summary>
/// <param name="UserOptions">The options; null keeps those of the last start.</param>
/// <param name="DisplayName">What people shall call it; null leaves that as it is.</param>
public sealed record StartServerRequest(JsonObject? UserOptions, string? DisplayName)
{
    private static readonly StartServerRequest Nothing = new(null, null);

    /// <summary>
    /// Reads both forms of the body: an object with <c>user_options</c> and <c>display_name</c>, or, as clients before 6.0 send
    /// it, an object that is the options itself.
    /// </summary>
    public static StartServerRequest From(JToken? body)
    {
        if (body is null or JObject { Count: 0 } or JArray { Count: 0 } or JValue { Value: null or false or "" or 0L })
            return Nothing;
        if (body is not JObject given)
            throw new InvalidInputException("Body must be a JSON object");
        if (!given.ContainsKey("user_options") && !given.ContainsKey("display_name"))
            return new StartServerRequest(ToNode(given), null);
        return new StartServerRequest(OptionsOf(given), DisplayNameOf(given));
    }

    /// <summary>The <c>user_options</c> of a body; null when it has none.</summary>
    public static JsonObject? OptionsOf(JObject body) => body["user_options"] switch
    {
        null or { Type: JTokenType.Null } => null,
        JObject options => ToNode(options),
        _ => throw new InvalidInputException("user_options must be an object or null"),
    };

    /// <summary>The <c>display_name</c> of a body; null when it has none.</summary>
    public static string? DisplayNameOf(JObject body) => body["display_name"] switch
    {
        null => null,
        { Type: JTokenType.String } name => name.Value<string>(),
        _ => throw new InvalidInputException("display_name must be a string"),
    };

    private static JsonObject ToNode(JObject given) => JsonNode.Parse(given.ToString(Newtonsoft.Json.Formatting.None))!.AsObject();
}
