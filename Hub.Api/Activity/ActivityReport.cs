using System.Globalization;
using Hub.Domain.Errors;
using Newtonsoft.Json.Linq;

namespace Hub.Api.Activity;

/// <summary>What a report of activity says, once it has been checked.</summary>
/// <param name="LastActivity">Of the user; null when the report speaks of servers only.</param>
/// <param name="Servers">By server name.</param>
public sealed record ActivityReport(DateTimeOffset? LastActivity, IReadOnlyList<(string Name, DateTimeOffset At)> Servers)
{
    private const string ServersForm = "servers must be a dict of the form {server_name: {last_activity: timestamp}}";

    /// <summary>Clocks differ, and so do ideas of time zones; beyond this it is a mistake.</summary>
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromMinutes(59);

    public static ActivityReport From(JToken? body, DateTimeOffset now)
    {
        if (body is not JObject given)
            throw new InvalidInputException("body must be a json dict");
        if (given["last_activity"] is null && given["servers"] is null)
            throw new InvalidInputException("body must contain at least one of `last_activity` or `servers`");
        var own = given["last_activity"] is { Type: not JTokenType.Null } at ? Time(at, now) : (DateTimeOffset?)null;
        return new ActivityReport(own, given["servers"] is { Type: not JTokenType.Null } servers ? OfServers(servers, now) : []);
    }

    private static List<(string, DateTimeOffset)> OfServers(JToken servers, DateTimeOffset now)
    {
        if (servers is not JObject byName)
            throw new InvalidInputException(ServersForm);
        return [.. byName.Properties().Select(entry => entry.Value is JObject server && server["last_activity"] is { } at
            ? (entry.Name, Time(at, now))
            : throw new InvalidInputException(ServersForm))];
    }

    /// <summary>ISO 8601 in all the ways clients write it; without an offset it is UTC.</summary>
    private static DateTimeOffset Time(JToken text, DateTimeOffset now)
    {
        var written = text.Type == JTokenType.String ? text.Value<string>()! : text.ToString(Newtonsoft.Json.Formatting.None);
        var shown = written.Length <= 64 ? written : written[..64] + "...";
        if (text.Type != JTokenType.String || !DateTimeOffset.TryParse(
                written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            throw new InvalidInputException($"Not a valid timestamp: {shown}");
        return at - now <= FarthestAhead
            ? at
            : throw new InvalidInputException($"Rejecting activity from more than an hour in the future: {shown}");
    }
}
