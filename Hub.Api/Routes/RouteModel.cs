using System.Text.Json.Nodes;
using Hub.Api.Wire.Json;

namespace Hub.Api.Routes;

/// <summary>A route of the proxy.</summary>
/// <param name="Routespec">Which requests it takes: a path, with a host before it where users have hosts of their own.</param>
/// <param name="Target">Where they go.</param>
/// <param name="Data">Whose route it is, and when it was last used.</param>
public sealed record RouteModel(string Routespec, string Target, JsonObject Data)
{
    public static RouteModel From(Domain.Routes.Route route)
    {
        var data = route.Data.ToJson();
        if (route.LastActivity is { } at)
            data["last_activity"] = Timestamp.Of(at);
        return new RouteModel(route.Routespec.Text, route.Target, data);
    }
}
