using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Servers;

/// <summary>What to change of a stopped server; null leaves a thing as it is.</summary>
/// <param name="Name">Its new name.</param>
/// <param name="DisplayName">What people shall call it.</param>
/// <param name="UserOptions">The options of its next start.</param>
public sealed record ChangeServerRequest(string? Name, string? DisplayName, JsonObject? UserOptions)
{
    private static readonly string[] Keys = ["name", "display_name", "user_options"];

    public static ChangeServerRequest From(JToken? body)
    {
        if (body is null or JObject { Count: 0 })
            throw new InvalidInputException("Must specify at least one field to modify.");
        if (body is not JObject given)
            throw new InvalidInputException("Body must be a JSON object");
        var unknown = given.Properties().Select(property => property.Name).Except(Keys).ToList();
        if (unknown.Count > 0)
            throw new InvalidInputException($"Invalid JSON keys: {string.Join(", ", unknown)}; allowed are {string.Join(", ", Keys)}");
        var name = given["name"] switch
        {
            null or { Type: JTokenType.Null } => null,
            { Type: JTokenType.String } text => text.Value<string>(),
            _ => throw new InvalidInputException("name must be a string"),
        };
        if (given["user_options"] is not (null or JObject))
            throw new InvalidInputException("user_options must be a dict");
        var display = given["display_name"] is { Type: JTokenType.Null } ? null : StartServerRequest.DisplayNameOf(given);
        return new ChangeServerRequest(name, display, StartServerRequest.OptionsOf(given));
    }
}
