using Hub.Data.Schema;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

/// <summary>Writes the history of servers, in the transactions of their transitions.</summary>
internal static class AttemptSql
{
    /// <summary>New attempts; they wait for their places, or have been let in.</summary>
    public const string Insert =
        """
        INSERT INTO server_attempts (user_id, server_id, server_name, attempt, requested_by, request_id, user_options, outcome, queued, accepted)
        SELECT user_id, s.id, name, attempt, asker, request, options::json, 'pending',
               CASE WHEN state = 'queued' THEN now() END, CASE WHEN state = 'queued' THEN NULL ELSE now() END
        FROM unnest(@servers, @by, @requests, @recorded) WITH ORDINALITY AS w(id, asker, request, options, place)
        JOIN servers s ON s.id = w.id ORDER BY place
        """;

    /// <summary>Attempts that waited, and have their places now.</summary>
    public const string LeaveQueue =
        """
        UPDATE server_attempts h SET accepted = now() FROM unnest(@servers, @attempts) AS w(server, attempt)
        WHERE h.server_id = w.server AND h.attempt = w.attempt
        """;

    private const string Story =
        """
        story = CASE WHEN h.ready IS NOT NULL THEN h.story ELSE (
            SELECT json_build_object('events', coalesce(json_agg(json_build_object(
                'at', to_char(p.created AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'progress', p.progress, 'message', p.message)
                ORDER BY p.id), '[]'))
            FROM progress_events p WHERE p.server_id = h.server_id AND p.attempt = h.attempt) END
        """;

    private const string OfServer = "WHERE h.server_id = @ServerId AND h.attempt = @attempt";

    public const string Ready = $"UPDATE server_attempts h SET outcome = 'running', {Story}, ready = now() {OfServer}";

    public const string End =
        $"""
         UPDATE server_attempts h SET outcome = @outcome, {Story}, ended = now(), stopping = coalesce(h.stopping, now()),
             failure_kind = coalesce(@kind, h.failure_kind), cause = coalesce(@Failure, h.cause), next_step = coalesce(@NextStep, h.next_step),
             exit_status = coalesce(@ExitStatus, h.exit_status), output = coalesce(@Output, h.output)
         {OfServer}
         """;

    /// <summary>What is known of the end when it begins; the rest of it may be another replica's.</summary>
    public const string Ending =
        $"""
         UPDATE server_attempts h SET stopping = coalesce(h.stopping, now()),
             failure_kind = coalesce(@kind, h.failure_kind), cause = coalesce(@Failure, h.cause), next_step = coalesce(@NextStep, h.next_step),
             exit_status = coalesce(@ExitStatus, h.exit_status), output = coalesce(@Output, h.output)
         {OfServer}
         """;

    /// <summary>Writes <see cref="End"/> or <see cref="Ending"/> at the end of the transaction, after the lines of the attempt.</summary>
    public static void Then(UnitOfWork unit, string sql, int serverId, int attempt, StopReason reason) => unit.Then(
        sql,
        new NpgsqlParameter<int>("ServerId", serverId),
        new NpgsqlParameter<int>("attempt", attempt),
        new NpgsqlParameter<string>("outcome", reason.Outcome.ToString().ToLowerInvariant()),
        new NpgsqlParameter<string?>("kind", reason.Kind?.ToString().ToLowerInvariant()),
        new NpgsqlParameter<string?>("Failure", reason.Cause ?? reason.Failure),
        new NpgsqlParameter<string?>("NextStep", reason.NextStep),
        new NpgsqlParameter<int?>("ExitStatus", reason.ExitStatus),
        new NpgsqlParameter<string?>("Output", reason.Output));
}
