using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Domain.Routes;

/// <summary>An entry of the proxy's table as JSON: the target, whose it is, and the mark that the hub keeps it.</summary>
internal static class RouteWire
{
    private const string Mark = "jupyterhub";

    public static JsonObject ToJson(Routespec routespec, string target, RouteData data, bool hostRouting)
    {
        var entry = data.ToJson();
        entry["target"] = target;
        entry[Mark] = true;
        // A name with a slash in it cannot be told from two names once the proxy has decoded it. So the entry says what it was.
        if (Routespec.FromTableKey(routespec.ToTableKey(), hostRouting) != routespec)
            entry["routespec"] = routespec.Text;
        return entry;
    }

    /// <summary>Null for an entry that the hub did not put there.</summary>
    public static Route? FromJson(string key, JsonNode? json, bool hostRouting)
    {
        if (json is not JsonObject entry || !entry.ContainsKey(Mark))
            return null;
        return new Route(ReadRoutespec(key, entry, hostRouting), Text(entry, "target") ?? "", RouteData.From(entry), ReadActivity(entry));
    }

    private static Routespec ReadRoutespec(string key, JsonObject entry, bool hostRouting) =>
        Text(entry, "routespec") is { } text && Routespec.TryParse(text) is { } routespec
            ? routespec
            : Routespec.FromTableKey(key, hostRouting);

    private static DateTimeOffset? ReadActivity(JsonObject entry) =>
        DateTimeOffset.TryParse(Text(entry, "last_activity"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string? Text(JsonObject entry, string key) => entry[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
