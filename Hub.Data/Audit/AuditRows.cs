using Hub.Domain.Audit;
using Npgsql;

namespace Hub.Data.Audit;

/// <summary>The one statement that writes audit events, alone or as part of another.</summary>
internal static class AuditRows
{
    private static readonly string InsertSql = Insert("o", "");

    /// <summary>Any number of events; their time is the database's where they have none.</summary>
    public static NpgsqlBatchCommand Inserting(IReadOnlyCollection<AuditEvent> events)
    {
        var command = new NpgsqlBatchCommand(InsertSql);
        AddTo(command.Parameters, events);
        return command;
    }

    /// <summary>The same inside a larger statement, about things that only the rest of that knows.</summary>
    /// <param name="about">The object, in SQL.</param>
    /// <param name="source">The part of the statement it comes from; its <c>place</c> is that of the event, from 1.</param>
    public static string InsertAbout(string about, string source) => Insert(about, $" JOIN {source} USING (place)");

    /// <summary>The arguments of these statements.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, IReadOnlyCollection<AuditEvent> events)
    {
        void Add<T>(string name, Func<AuditEvent, T> column) => parameters.Add(new NpgsqlParameter<T[]>(name, [.. events.Select(column)]));

        Add("auditTimes", one => one.Time == default ? (DateTimeOffset?)null : one.Time.ToUniversalTime());
        Add("auditKinds", one => one.Kind);
        Add("auditActors", one => one.Actor.ToString());
        Add("auditWho", one => one.Who);
        Add("auditBehalf", one => one.OnBehalfOf);
        Add("auditTokens", one => one.TokenId);
        Add("auditAddresses", one => one.Address);
        Add("auditRequests", one => one.RequestId);
        Add("auditObjects", one => one.Object);
        Add("auditOutcomes", one => one.Outcome.ToString());
        Add("auditDetails", one => one.Detail);
    }

    private static string Insert(string about, string more) =>
        $"""
         INSERT INTO audit_events (time, kind, actor, who, on_behalf_of, token_id, address, request_id, object, outcome, detail)
         SELECT coalesce(t, now()), k, a, w, b, i, d, r, {about}, u, e
         FROM unnest(@auditTimes, @auditKinds, @auditActors, @auditWho, @auditBehalf, @auditTokens, @auditAddresses, @auditRequests,
                     @auditObjects, @auditOutcomes, @auditDetails) WITH ORDINALITY AS n(t, k, a, w, b, i, d, r, o, u, e, place){more}
         """;
}
