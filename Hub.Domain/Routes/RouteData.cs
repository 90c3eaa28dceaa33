using System.Text.Json.Nodes;

namespace Hub.Domain.Routes;

/// <summary>Whose a route is, as it stands beside the target in the proxy's table. All empty: nobody's that we know of.</summary>
public sealed record RouteData
{
    public static readonly RouteData ForHub = new() { Hub = true };

    public static readonly RouteData ForExtra = new() { Extra = true };

    public static readonly RouteData Unknown = new();

    public bool Hub { get; private init; }

    public bool Extra { get; private init; }

    public string? User { get; private init; }

    /// <summary>Empty for the default server, null when the route is not a server's.</summary>
    public string? ServerName { get; private init; }

    public string? Service { get; private init; }

    /// <summary>The hub's replicas, when the proxy has several to choose from.</summary>
    public TargetGroup? Group { get; private init; }

    public static RouteData ForHubs(TargetGroup group) => new() { Hub = true, Group = group };

    public static RouteData ForServer(string user, string serverName) => new() { User = user, ServerName = serverName };

    public static RouteData ForService(string service) => new() { Service = service };

    public static RouteData From(JsonObject json)
    {
        if (IsTrue(json, "hub"))
            return new RouteData { Hub = true, Group = ReadGroup(json) };
        if (Text(json, "user") is { } user)
            return ForServer(user, Text(json, "server_name") ?? "");
        if (Text(json, "service") is { } service)
            return ForService(service);
        return IsTrue(json, "extra") ? ForExtra : Unknown;
    }

    public JsonObject ToJson()
    {
        if (Hub && Group is not null)
            return new JsonObject { ["hub"] = true, ["targets"] = new JsonArray([.. Group.Targets.Select(target => (JsonNode)target)]), ["health"] = Group.Health };
        if (Hub)
            return new JsonObject { ["hub"] = true };
        if (User is not null)
            return new JsonObject { ["user"] = User, ["server_name"] = ServerName };
        if (Service is not null)
            return new JsonObject { ["service"] = Service };
        return Extra ? new JsonObject { ["extra"] = true } : [];
    }

    private static TargetGroup? ReadGroup(JsonObject json) => json["targets"] is JsonArray targets && Text(json, "health") is { } health
        ? new TargetGroup([.. targets.OfType<JsonValue>().Select(target => target.ToString())], health)
        : null;

    private static string? Text(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool IsTrue(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue(out bool flag) && flag;
}
