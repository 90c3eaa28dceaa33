using System.Text.Json;
using Hub.Proxy.Balancing;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Routes;

/// <summary>Reads the targets that share a route, and what they are asked for to learn how they are.</summary>
internal static class RouteTargetList
{
    /// <summary>Reads <c>targets</c> and <c>health</c> beside the route's <c>target</c>; null if there are less than two.</summary>
    /// <param name="problem">What is wrong with them, if something is.</param>
    public static IReadOnlyList<TargetAddress>? Read(
        IReadOnlyDictionary<string, JsonElement> members, string target, out string? healthPath, out string? problem)
    {
        healthPath = problem = null;
        if (!members.TryGetValue("targets", out var list)) return null;
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(t => t.ValueKind != JsonValueKind.String))
        {
            problem = "'targets' must be a list of URLs";
            return null;
        }

        var urls = list.EnumerateArray().Select(t => t.GetString()!).ToList();
        problem = Problem(urls, target, out var addresses) ?? HealthPath(members, out healthPath);
        return problem is null && addresses.Count > 1 ? addresses : null;
    }

    private static string? Problem(List<string> urls, string target, out List<TargetAddress> addresses)
    {
        addresses = [];
        if (urls.Count is 0 or > RouteTargets.Most) return $"'targets' has {urls.Count} entries; 1 to {RouteTargets.Most} are allowed";
        if (urls[0] != target) return $"'targets' must begin with 'target', which is '{target}'";
        foreach (var url in urls)
        {
            if (TargetAddress.TryParse(url) is not { } address) return $"'targets': '{url}' is not an http, https or http+unix URL";
            if (addresses.Any(a => a.Origin == address.Origin)) return $"'targets': '{url}' is there twice";
            addresses.Add(address);
        }

        return null;
    }

    private static string? HealthPath(IReadOnlyDictionary<string, JsonElement> members, out string? path)
    {
        path = null;
        if (!members.TryGetValue("health", out var health) || health.ValueKind == JsonValueKind.Null) return null;
        if (health.ValueKind != JsonValueKind.String) return "'health' must be a path such as '/hub/health/ready'";
        path = health.GetString()!;
        return path.StartsWith('/') && path.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? null : $"'health': '{path}' is not a path that begins with '/' and has its special characters escaped";
    }
}
