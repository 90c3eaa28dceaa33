using System.Text.Json.Nodes;
using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Errors;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

/// <summary>
/// The transitions as rows. Time is the database's; every statement of a running transition is fenced by the lease number.
/// </summary>
internal sealed partial class ServerStore
{
    private static readonly string Fence = $"id = @server AND lease_number = @lease AND state IN {StateSql.UnderLease}";

    public async Task<(StartAdmission Admission, Lease Lease)> BeginStartAsync(StartTicket ticket) =>
        await admissions.AskAsync(ticket) ?? throw new NotFoundException("The server is gone.");

    public Task<Lease?> SeizeAsync(int serverId, Guid owner, TimeSpan leaseTime, TimeSpan deadline, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var number = await unit.Connection.QuerySingleOrDefaultAsync<long?>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.Reset)}, phase = NULL, queued = NULL, lease_owner = @owner,
                    lease_number = lease_number + 1, lease_expires = now() + @leaseTime, deadline = now() + @deadline
                WHERE id = @serverId AND state IN {StateSql.From(ServerEvent.Reset)} RETURNING lease_number
                """,
                new { serverId, owner, leaseTime, deadline },
                ct));
            if (number is null)
                return (Lease?)null;
            await RecordAsync(unit, AuditKinds.ServerStop, serverId, AuditOutcome.Done, "by force", ct);
            unit.Tell(NoticeTopic.Server, $"{serverId}");
            return new Lease(serverId, number.Value);
        }, ct);

    public Task<StopTurn> BeginStopAsync(StopTicket ticket, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var (serverId, remove) = (ticket.ServerId, ticket.Remove);
            var (state, attempt) = await unit.Connection.QuerySingleOrDefaultAsync<(string?, int)>(
                unit.Sql("SELECT state, attempt FROM servers WHERE id = @serverId FOR UPDATE", new { serverId }, ct));
            switch (state)
            {
                case null or "stopped":
                case not null when ticket.Attempt is { } meant && meant != attempt:
                    return new StopTurn(StopAdmission.Stopped);
                case "queued":
                    await ServerQueue.EndAsync(unit, serverId, StopReason.Cancelled, ct);
                    await RecordAsync(unit, AuditKinds.ServerStop, serverId, AuditOutcome.Done, "while it waited", ct);
                    return new StopTurn(StopAdmission.Stopped);
                case "ready":
                    var (number, found) = await unit.Connection.QuerySingleAsync<(long, string)>(unit.Sql(
                        $"""
                        UPDATE servers SET state = {StateSql.To(ServerEvent.StopAsked)}, failure = NULL, start_failed = false, lease_owner = @Owner, lease_number = lease_number + 1,
                            lease_expires = now() + @LeaseTime, deadline = now() + @Deadline, remove_when_stopped = @Remove
                        WHERE id = @ServerId RETURNING lease_number, spawner_state::text
                        """,
                        new { ticket.ServerId, ticket.Owner, ticket.LeaseTime, ticket.Deadline, ticket.Remove },
                        ct));
                    await RecordAsync(unit, AuditKinds.ServerStop, serverId, AuditOutcome.Done, remove ? "and remove it" : null, ct);
                    AttemptSql.Then(unit, AttemptSql.Ending, serverId, attempt, ticket.Reason);
                    unit.Tell(NoticeTopic.Server, $"{serverId}");
                    return new StopTurn(StopAdmission.Begun, new Lease(serverId, number), JsonColumns.Parse(found));
                default:
                    var underWay = await unit.Connection.QuerySingleAsync<long>(unit.Sql(
                        """
                        UPDATE servers SET stop_requested = stop_requested OR state = 'starting',
                            remove_when_stopped = remove_when_stopped OR @remove WHERE id = @serverId RETURNING lease_number
                        """,
                        new { serverId, remove },
                        ct));
                    if (state == "starting")
                        await RecordAsync(unit, AuditKinds.ServerStop, serverId, AuditOutcome.Done, "while it was starting", ct);
                    unit.Tell(NoticeTopic.StopRequest, new Lease(serverId, underWay).Text);
                    return new StopTurn(state == "starting" ? StopAdmission.StartCancelled : StopAdmission.PendingStop);
            }
        }, ct);

    public Task<bool> TurnIntoStopAsync(Lease lease, TimeSpan deadline, StopReason reason, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var attempt = await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.StartUndone)}, phase = NULL, deadline = now() + @deadline,
                    failure = @Failure, start_failed = @StartFailed
                WHERE id = @ServerId AND lease_number = @Number AND state IN {StateSql.From(ServerEvent.StartUndone)} RETURNING attempt
                """,
                new { lease.ServerId, lease.Number, deadline, reason.Failure, reason.StartFailed },
                ct));
            if (attempt is null)
                return false;
            AttemptSql.Then(unit, AttemptSql.Ending, lease.ServerId, attempt.Value, reason);
            unit.Tell(NoticeTopic.Server, $"{lease.ServerId}");
            return true;
        }, ct);

    public Task<bool> EnterPhaseAsync(Lease lease, ServerPhase phase, CancellationToken ct) => EnterPhaseAsync(lease, phase, null, ct);

    public Task<bool> SaveSpawnerStateAsync(Lease lease, JsonObject state, CancellationToken ct) => steps.WriteAsync(
        lease, $"UPDATE servers SET spawner_state = @state::json WHERE {Fence} RETURNING 1",
        [new NpgsqlParameter<string>("state", state.ToJsonString())], ct);

    public Task<bool> SaveAddressAsync(Lease lease, string address, CancellationToken ct) =>
        EnterPhaseAsync(lease, ServerPhase.WaitingForHttp, address, ct);

    public Task<bool> FinishStartAsync(Lease lease, string readyMessage, TimeSpan nextPoll, TimeSpan? pollInterval, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var attempt = await unit.Connection.QuerySingleOrDefaultAsync<int?>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.StartFinished)}, phase = NULL, lease_owner = NULL, lease_expires = NULL, deadline = NULL,
                    next_poll = now() + @nextPoll, poll_interval = @pollInterval, last_activity = greatest(last_activity, now())
                WHERE id = @ServerId AND lease_number = @Number AND state IN {StateSql.From(ServerEvent.StartFinished)} AND NOT stop_requested
                RETURNING attempt
                """,
                new { lease.ServerId, lease.Number, nextPoll, pollInterval },
                ct));
            if (attempt is null)
                return false;
            AddProgress(unit, lease.ServerId, attempt.Value, new ProgressEvent { Progress = 100, Ready = true, Message = readyMessage });
            unit.Then(
                AttemptSql.Ready, new NpgsqlParameter<int>("ServerId", lease.ServerId), new NpgsqlParameter<int>("attempt", attempt.Value));
            unit.Tell(NoticeTopic.Server, $"{lease.ServerId}");
            return true;
        }, ct);

    public Task<bool> FinishStopAsync(Lease lease, StopReason reason, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var row = await unit.Connection.QuerySingleOrDefaultAsync<(bool Remove, int Attempt)?>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.StopFinished)}, phase = NULL, keep_until = NULL, address = NULL, started = NULL, last_activity = greatest(last_activity, now()), spawner_state = {StateSql.NoSpawnerState}, lease_owner = NULL, lease_expires = NULL,
                    deadline = NULL, next_poll = NULL, host = NULL, stop_requested = false, failure = @Failure, start_failed = @StartFailed
                WHERE id = @ServerId AND lease_number = @Number AND state IN {StateSql.From(ServerEvent.StopFinished)}
                RETURNING remove_when_stopped, attempt
                """,
                new { lease.ServerId, lease.Number, reason.Failure, reason.StartFailed },
                ct));
            if (row is null)
                return false;
            if (reason.Failure is not null)
                await RecordAsync(unit, AuditKinds.ServerFailed, lease.ServerId, AuditOutcome.Failed, reason.Failure, ct);
            await unit.Connection.ExecuteAsync(unit.Sql(
                """
                DELETE FROM api_tokens WHERE server_id = @ServerId;
                DELETE FROM oauth_clients WHERE server_id = @ServerId;
                DELETE FROM servers WHERE id = @ServerId AND remove_when_stopped AND name <> '';
                """,
                new { lease.ServerId },
                ct));
            if (reason.StartFailed && !row.Value.Remove)
            {
                AddProgress(unit, lease.ServerId, row.Value.Attempt, new ProgressEvent { Progress = 100, Failed = true, Message = reason.Failure });
            }

            AttemptSql.Then(unit, AttemptSql.End, lease.ServerId, row.Value.Attempt, reason);

            unit.Tell(NoticeTopic.Server, $"{lease.ServerId}");
            // With the row went its shares: a new server of the same name must not be open to those who could use this one.
            unit.Tell(NoticeTopic.Access, row.Value.Remove ? "all" : $"server:{lease.ServerId}");
            return true;
        }, ct);

    public async Task<bool> AppendProgressAsync(Lease lease, ProgressEvent line, CancellationToken ct)
    {
        var written = await steps.WriteAsync(
            lease,
            """
            WITH row AS (SELECT id, attempt FROM servers WHERE id = @server AND lease_number = @lease FOR NO KEY UPDATE)
            INSERT INTO progress_events (server_id, attempt, progress, message, html_message, failed, ready, created)
            SELECT id, attempt, @progress, @message, @html, @failed, @ready, now() FROM row RETURNING 1
            """,
            Columns(line),
            ct);
        if (written)
            await database.TellAsync(NoticeTopic.Progress, [$"{lease.ServerId}"], ct);
        return written;
    }

    /// <summary>The row and its history in one statement, since a start enters each of its phases.</summary>
    private Task<bool> EnterPhaseAsync(Lease lease, ServerPhase phase, string? address, CancellationToken ct) => steps.WriteAsync(
        lease,
        $"""
         WITH row AS (UPDATE servers SET phase = @phase, address = coalesce(@address, address) WHERE {Fence} RETURNING id, attempt),
              noted AS (UPDATE server_attempts h SET {ColumnOf(phase)} = coalesce({ColumnOf(phase)}, now()) FROM row
                        WHERE h.server_id = row.id AND h.attempt = row.attempt)
         SELECT 1 FROM row
         """,
        [new NpgsqlParameter<string>("phase", phase.ToString().ToLowerInvariant()), new NpgsqlParameter<string?>("address", address)],
        ct);

    private static string ColumnOf(ServerPhase phase) => phase switch
    {
        ServerPhase.Accepted => "accepted",
        ServerPhase.SpawnerStart => "spawner_started",
        ServerPhase.WaitingForHttp => "waiting_for_http",
        _ => "routing",
    };

    private static async Task RecordAsync(
        UnitOfWork unit, string kind, int serverId, AuditOutcome outcome, string? detail, CancellationToken ct)
    {
        var (owner, name) = await unit.Connection.QuerySingleAsync<(string, string)>(unit.Sql(
            "SELECT u.name, v.name FROM servers v JOIN users u ON u.id = v.user_id WHERE v.id = @serverId", new { serverId }, ct));
        var deed = AuditEvent.Now(kind, AuditObject.Server(owner, name), owner, detail);
        deed.Outcome = outcome;
        unit.Record(deed);
    }

    /// <summary>A line of an attempt, at the end of the transaction.</summary>
    private static void AddProgress(UnitOfWork unit, int serverId, int attempt, ProgressEvent line)
    {
        unit.Then(
            """
            INSERT INTO progress_events (server_id, attempt, progress, message, html_message, failed, ready, created)
            VALUES (@server, @attempt, @progress, @message, @html, @failed, @ready, now())
            """,
            [new NpgsqlParameter<int>("server", serverId), new NpgsqlParameter<int>("attempt", attempt), .. Columns(line)]);
        unit.Tell(NoticeTopic.Progress, $"{serverId}");
    }

    private static IEnumerable<NpgsqlParameter> Columns(ProgressEvent line) =>
    [
        new NpgsqlParameter<int>("progress", line.Progress),
        new NpgsqlParameter<string?>("message", line.Message),
        new NpgsqlParameter<string?>("html", line.HtmlMessage),
        new NpgsqlParameter<bool>("failed", line.Failed),
        new NpgsqlParameter<bool>("ready", line.Ready),
    ];
}
