using Dapper;
using Hub.Domain.Audit;
using Npgsql;

namespace Hub.Data.Audit;

/// <summary>The one statement that writes audit events, alone or as part of another.</summary>
internal static class AuditRows
{
    /// <summary>Any number of events; their time is the database's where they have none.</summary>
    public static string InsertSql { get; } = Insert("o", "");

    /// <summary>The same inside a larger statement, about something that only the rest of that knows.</summary>
    /// <param name="about">The object, in SQL.</param>
    /// <param name="source">The part of the statement it comes from.</param>
    public static string InsertAbout(string about, string source) => Insert(about, $", {source}");

    /// <summary>The arguments of these statements, with those of the rest of a larger one.</summary>
    public static DynamicParameters Arguments(IReadOnlyCollection<AuditEvent> events, object? more = null)
    {
        var arguments = new DynamicParameters(more);
        arguments.Add("auditTimes", events.Select(one => one.Time == default ? (DateTimeOffset?)null : one.Time.ToUniversalTime()).ToArray());
        arguments.Add("auditKinds", events.Select(one => one.Kind).ToArray());
        arguments.Add("auditActors", events.Select(one => one.Actor.ToString()).ToArray());
        arguments.Add("auditWho", events.Select(one => one.Who).ToArray());
        arguments.Add("auditBehalf", events.Select(one => one.OnBehalfOf).ToArray());
        arguments.Add("auditTokens", events.Select(one => one.TokenId).ToArray());
        arguments.Add("auditAddresses", events.Select(one => one.Address).ToArray());
        arguments.Add("auditRequests", events.Select(one => one.RequestId).ToArray());
        arguments.Add("auditObjects", events.Select(one => one.Object).ToArray());
        arguments.Add("auditOutcomes", events.Select(one => one.Outcome.ToString()).ToArray());
        arguments.Add("auditDetails", events.Select(one => one.Detail).ToArray());
        return arguments;
    }

    /// <summary>The same for one event and a command that goes without Dapper.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, AuditEvent one)
    {
        parameters.Add(Single("auditTimes", one.Time == default ? (DateTimeOffset?)null : one.Time.ToUniversalTime()));
        parameters.Add(Single("auditKinds", one.Kind));
        parameters.Add(Single("auditActors", one.Actor.ToString()));
        parameters.Add(Single("auditWho", one.Who));
        parameters.Add(Single("auditBehalf", one.OnBehalfOf));
        parameters.Add(Single("auditTokens", one.TokenId));
        parameters.Add(Single("auditAddresses", one.Address));
        parameters.Add(Single("auditRequests", one.RequestId));
        parameters.Add(Single("auditObjects", one.Object));
        parameters.Add(Single("auditOutcomes", one.Outcome.ToString()));
        parameters.Add(Single("auditDetails", one.Detail));
    }

    private static NpgsqlParameter<T[]> Single<T>(string name, T value) => new(name, [value]);

    private static string Insert(string about, string more) =>
        $"""
         INSERT INTO audit_events (time, kind, actor, who, on_behalf_of, token_id, address, request_id, object, outcome, detail)
         SELECT coalesce(t, now()), k, a, w, b, i, d, r, {about}, u, e
         FROM unnest(@auditTimes, @auditKinds, @auditActors, @auditWho, @auditBehalf, @auditTokens, @auditAddresses, @auditRequests,
                     @auditObjects, @auditOutcomes, @auditDetails) AS n(t, k, a, w, b, i, d, r, o, u, e){more}
         """;
}
