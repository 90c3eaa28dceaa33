using System.Text.Json.Nodes;
using Hub.Domain.Servers;

namespace Hub.Domain.Upkeep;

/// <summary>Says when a server will be stopped for being idle or old: pure rules, for the chore and for the pages that warn.</summary>
public sealed class CullRules(IdleCullerOptions options)
{
    /// <summary>Null when it never will.</summary>
    /// <param name="groups">Those of its owner.</param>
    public CullPlan? PlanFor(Server server, IReadOnlyCollection<string> groups)
    {
        if (server.State != ServerState.Ready || !Concerns(server))
            return null;
        var (timeout, maxAge) = TimesFor(server, groups);
        var plans = new List<CullPlan>();
        if (timeout > 0 && (server.LastActivity ?? server.Started) is { } active)
            plans.Add(new CullPlan(active.AddSeconds(timeout), $"It was not used for {Spoken(timeout)}", "It stays when it is used."));
        if (maxAge > 0 && server.Started is { } started)
            plans.Add(new CullPlan(
                started.AddSeconds(maxAge), $"It ran for {Spoken(maxAge)}, as long as servers may here", "Save what you are at, and start it again afterwards."));
        var first = plans.MinBy(plan => plan.StopsAt);
        return first is not null && server.KeepUntil > first.StopsAt ? first with { StopsAt = server.KeepUntil.Value } : first;
    }

    /// <summary>What its owner is to be told: nothing where nothing is stopped, but only written to the log.</summary>
    public CullPlan? AnnouncementFor(Server server, IReadOnlyCollection<string> groups) => options.DryRun ? null : PlanFor(server, groups);

    private bool Concerns(Server server) =>
        (server.Name.Length > 0 ? options.CullNamedServers : options.CullDefaultServers) && (options.CullAdminUsers || server.User is not { Admin: true });

    private (int Timeout, int MaxAge) TimesFor(Server server, IReadOnlyCollection<string> groups)
    {
        var policy = options.Policies.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)
            .FirstOrDefault(policy => Fits(policy, server, groups));
        return policy is null ? (options.Timeout, options.MaxAge) : (policy.Timeout, policy.MaxAge);
    }

    private static bool Fits(CullPolicy policy, Server server, IReadOnlyCollection<string> groups) =>
        (policy.Groups.Count == 0 || policy.Groups.Any(groups.Contains))
        && policy.Options.All(wanted => Text(server.UserOptions?[wanted.Key]) == wanted.Value);

    /// <summary>Forms send lists; of one value it is that value.</summary>
    private static string? Text(JsonNode? value) => value switch
    {
        JsonArray { Count: 1 } list => Text(list[0]),
        JsonValue text when text.TryGetValue<string>(out var written) => written,
        _ => value?.ToJsonString(),
    };

    private static string Spoken(int seconds) => seconds switch
    {
        < 120 => $"{seconds} seconds",
        < 7200 => $"{seconds / 60} minutes",
        _ => $"{seconds / 3600} hours",
    };
}

/// <summary>The end that is planned for a server.</summary>
/// <param name="NextStep">What its owner can do about it.</param>
public sealed record CullPlan(DateTimeOffset StopsAt, string Why, string NextStep);
