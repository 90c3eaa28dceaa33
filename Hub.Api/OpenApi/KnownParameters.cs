using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Hub.Api.OpenApi;

/// <summary>Parameters that many operations have, described once.</summary>
internal static class KnownParameters
{
    private static readonly Dictionary<string, Text> Texts = new()
    {
        ["name"] = new("The user's name.", "wash"),
        ["group_name"] = new("The group's name.", "pilots"),
        ["account_name"] = new("The account's name.", "wash"),
        ["service_name"] = new("The service's name.", "culler"),
        ["server_name"] = new("The server's name; empty, with the slash before it, for the default server.", "gpu"),
        ["role_name"] = new("The role's name.", "teacher"),
        ["token_id"] = new("What the token is listed by.", "a17"),
        ["token"] = new("The token itself.", "0123456789abcdef"),
        ["cookie_name"] = new("The cookie's name.", "jupyterhub-hub-login"),
        ["cookie_value"] = new("The cookie's value.", "0123456789abcdef"),
        ["owner"] = new("The name of the user who owns the server.", "wash"),
        ["path"] = new("The path of the route, without the slash before it.", "docs/manual"),
        ["code"] = new("The share code.", "abc123"),
        ["id"] = new("What the share code is listed by.", "sc_1"),
        ["who"] = new("", "wash"),
        ["on_behalf_of"] = new("", "wash"),
        ["kind"] = new("", "login-failed,login"),
        ["object"] = new("", "group/pilots"),
        ["outcome"] = new("", "refused") { Allowed = ["done", "refused", "failed"] },
        ["request_id"] = new("", "5f2b8c01d9e4a637"),
        ["since"] = new("", "2026-03-01T12:00:00Z"),
        ["until"] = new("", "2026-03-02T12:00:00Z"),
        ["offset"] = new("How many entries come before the page.", 0) { Type = JsonSchemaType.Integer },
        ["limit"] = new("How many entries the page may hold; never more than `JupyterHub.api_page_max_limit`.", 50) { Type = JsonSchemaType.Integer },
        ["include_stopped_servers"] = new("Whether stopped servers are shown too; anything but `0` and `false` is yes.", true) { Type = JsonSchemaType.Boolean },
        ["state"] = new("Only users with servers in this state; `inactive` for those without any active one.", "active")
        {
            Allowed = ["inactive", "active", "ready"],
        },
        ["sort"] = new("What the list is sorted by; with a leading `-` the other way round.", "-last_activity")
        {
            Allowed = ["id", "-id", "name", "-name", "last_activity", "-last_activity"],
        },
    };

    public static OpenApiParameter Of(string name)
    {
        var parameter = new OpenApiParameter { Name = name, In = ParameterLocation.Query };
        Describe(parameter, name);
        return parameter;
    }

    public static OpenApiParameter PassedOver(string name)
    {
        var parameter = Of(name);
        parameter.Description = "Passed over: the answer always holds everything.";
        return parameter;
    }

    /// <param name="routeName">As the code calls it, which says more than the contract does.</param>
    public static void Describe(OpenApiParameter parameter, string routeName)
    {
        if (!Texts.TryGetValue(routeName, out var text) && !Texts.TryGetValue(parameter.Name!, out text))
            return;
        parameter.Description = string.IsNullOrEmpty(parameter.Description) ? text.Description : parameter.Description;
        parameter.Example = text.Example.DeepClone();
        parameter.Schema = new OpenApiSchema
        {
            Type = text.Type,
            Enum = text.Allowed is { } allowed ? [.. allowed.Select(value => (JsonNode)JsonValue.Create(value))] : null,
        };
    }

    private sealed record Text(string Description, JsonNode Example)
    {
        public JsonSchemaType Type { get; init; } = JsonSchemaType.String;

        public string[]? Allowed { get; init; }
    }
}
