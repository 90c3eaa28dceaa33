using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Domain.Authenticators.OAuth;

/// <summary>Finds things in what a provider sent, which may have any form.</summary>
internal static class ClaimPath
{
    /// <summary>What is at a path of keys with dots; a key that itself has dots is found by its whole name.</summary>
    public static JsonNode? Find(JsonObject claims, string path)
    {
        if (claims.TryGetPropertyValue(path, out var whole))
            return whole;
        JsonNode? at = claims;
        foreach (var key in path.Split('.'))
        {
            if (at is not JsonObject level || !level.TryGetPropertyValue(key, out at))
                return null;
        }

        return at;
    }

    /// <summary>
    /// The texts of a list. Anything else is no list at all: one text would else be taken apart into its letters, and a group called
    /// by one letter be joined by everybody who has it in some name.
    /// </summary>
    public static IReadOnlyList<string>? Texts(JsonNode? list) => list is JsonArray items
        ? [.. items.OfType<JsonValue>().Where(item => item.GetValueKind() == JsonValueKind.String).Select(item => item.GetValue<string>())
            .Where(text => text.Length > 0)]
        : null;
}
