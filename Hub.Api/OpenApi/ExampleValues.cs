using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Hub.Api.OpenApi;

/// <summary>Example values by the names of keys, so that all examples tell of the same few users and servers.</summary>
internal static class ExampleValues
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["User.name"] = "\"wash\"",
        ["User.groups"] = "[\"pilots\"]",
        ["User.kind"] = "\"user\"",
        ["Group.name"] = "\"pilots\"",
        ["Group.kind"] = "\"group\"",
        ["Service.name"] = "\"culler\"",
        ["Service.kind"] = "\"service\"",
        ["Service.url"] = "\"http://127.0.0.1:9000\"",
        ["Service.prefix"] = "\"/services/culler/\"",
        ["Server.name"] = "\"gpu\"",
        ["Token.kind"] = "\"api_token\"",
        ["Token.scopes"] = "[\"read:users!user=wash\"]",
        ["RequestIdentity.name"] = "\"wash\"",
        ["Role.name"] = "\"teacher\"",
        ["Error.status"] = "404",
        ["Error.message"] = "\"No such user: wash\"",
        ["Route.data"] = "{\"user\": \"wash\", \"last_activity\": \"2026-03-01T12:00:00.000000Z\"}",
        ["accept_url"] = "\"/hub/accept-share?code=abc123\"",
        ["admin"] = "false",
        ["auth_token"] = "\"0123456789abcdef\"",
        ["code"] = "\"abc123\"",
        ["created"] = "\"2026-03-01T12:00:00.000000Z\"",
        ["created_at"] = "\"2026-03-01T12:00:00.000000Z\"",
        ["display_name"] = "\"On the big machine\"",
        ["expires_at"] = "\"2026-04-01T12:00:00.000000Z\"",
        ["expires_in"] = "3600",
        ["full_name"] = "\"wash/gpu\"",
        ["full_url"] = "\"https://hub.example.org/user/wash/gpu/\"",
        ["full_progress_url"] = "\"https://hub.example.org/hub/api/users/wash/servers/gpu/progress\"",
        ["groups"] = "[\"pilots\"]",
        ["id"] = "\"a17\"",
        ["last_activity"] = "\"2026-03-01T12:00:00.000000Z\"",
        ["limit"] = "50",
        ["message"] = "\"Server ready at /user/wash/gpu/\"",
        ["note"] = "\"for the nightly backup\"",
        ["offset"] = "0",
        ["path"] = "\"/docs/manual\"",
        ["progress"] = "100",
        ["progress_url"] = "\"/hub/api/users/wash/servers/gpu/progress\"",
        ["ready"] = "true",
        ["request_id"] = "\"5f2b8c01d9e4a637\"",
        ["roles"] = "[\"user\"]",
        ["routespec"] = "\"/user/wash/gpu/\"",
        ["scopes"] = "[\"read:users!user=wash\"]",
        ["server"] = "\"/user/wash/\"",
        ["started"] = "\"2026-03-01T11:30:00.000000Z\"",
        ["target"] = "\"http://127.0.0.1:49152\"",
        ["total"] = "1200",
        ["url"] = "\"/user/wash/gpu/\"",
        ["user_options"] = "{\"image\": \"notebook:latest\"}",
        ["usernames"] = "[\"wash\", \"zoe\"]",
        ["username"] = "\"wash\"",
        ["users"] = "[\"wash\", \"zoe\"]",
        ["version"] = "\"6.0.0\"",
    };

    /// <summary>A fresh value for a key of a model; null where none is known or it would not fit the type.</summary>
    public static JsonNode? Of(Type model, string key, OpenApiSchema schema)
    {
        if (!Values.TryGetValue($"{SchemaNames.Of(model)}.{key}", out var text) && !Values.TryGetValue(key, out text))
            return null;
        var value = JsonNode.Parse(text)!;
        return Fits(value, schema.Type) ? value : null;
    }

    private static bool Fits(JsonNode value, JsonSchemaType? type) => type is null || value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => type.Value.HasFlag(JsonSchemaType.String),
        System.Text.Json.JsonValueKind.Number => (type.Value & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0,
        System.Text.Json.JsonValueKind.Array => type.Value.HasFlag(JsonSchemaType.Array),
        System.Text.Json.JsonValueKind.Object => type.Value.HasFlag(JsonSchemaType.Object),
        _ => type.Value.HasFlag(JsonSchemaType.Boolean),
    };
}
