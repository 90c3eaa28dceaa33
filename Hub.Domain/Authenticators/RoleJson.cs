using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Domain.Roles;

namespace Hub.Domain.Authenticators;

/// <summary>Roles as an authenticator gives them: names of those there are, or roles in the form of <c>load_roles</c>.</summary>
internal static class RoleJson
{
    public static JsonArray Of(IEnumerable<RoleDefinition> roles) => new([.. roles.Select(Of)]);

    /// <summary>Null when it is no list of roles: what cannot be read must not be taken for a part of it.</summary>
    public static IReadOnlyList<RoleDefinition>? Read(JsonNode? list)
    {
        if (list is not JsonArray items)
            return null;
        var roles = items.Select(RoleOf).ToList();
        return roles.Contains(null) ? null : [.. roles.OfType<RoleDefinition>()];
    }

    private static RoleDefinition? RoleOf(JsonNode? item)
    {
        if (Text(item) is { } bare)
            return new RoleDefinition { Name = bare };
        if (item is not JsonObject role || Text(role["name"]) is not { } name)
            return null;
        var lists = new[] { "scopes", "users", "groups", "services" }.ToDictionary(key => key, key => Texts(role[key]));
        if (lists.Any(list => list.Value is null && role[list.Key] is not null))
            return null;
        return new RoleDefinition
        {
            Name = name,
            Description = Text(role["description"]),
            Scopes = lists["scopes"],
            Users = lists["users"],
            Groups = lists["groups"],
            Services = lists["services"],
        };
    }

    private static JsonObject Of(RoleDefinition role)
    {
        var json = new JsonObject { ["name"] = role.Name };
        if (role.Description is not null)
            json["description"] = role.Description;
        foreach (var (key, values) in new[] { ("scopes", role.Scopes), ("users", role.Users), ("groups", role.Groups), ("services", role.Services) })
        {
            if (values is not null)
                json[key] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        return json;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static List<string>? Texts(JsonNode? node)
    {
        if (node is not JsonArray items)
            return null;
        var texts = items.Select(Text).ToList();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }
}
