using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Hub.Data.Schema;

/// <summary>
/// Maps a JSON object to a column of type <c>json</c>, not <c>jsonb</c>: what a client sent comes back as it was, with its
/// order of keys and its escapes.
/// </summary>
internal static class JsonColumns
{
    public static PropertyBuilder<JsonObject> IsJson(this PropertyBuilder<JsonObject> property) => property
        .HasColumnType("json")
        .HasConversion(json => json.ToJsonString(null), text => Parse(text), new ValueComparer<JsonObject>(
            (a, b) => JsonNode.DeepEquals(a, b), json => json.ToJsonString(null).GetHashCode(), json => Parse(json.ToJsonString(null))));

    public static PropertyBuilder<JsonObject?> IsOptionalJson(this PropertyBuilder<JsonObject?> property) => property
        .HasColumnType("json")
        .HasConversion(
            json => json == null ? null : json.ToJsonString(null),
            text => text == null ? null : Parse(text),
            new ValueComparer<JsonObject?>(
                (a, b) => JsonNode.DeepEquals(a, b),
                json => json == null ? 0 : json.ToJsonString(null).GetHashCode(),
                json => json == null ? null : Parse(json.ToJsonString(null))));

    public static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();
}
