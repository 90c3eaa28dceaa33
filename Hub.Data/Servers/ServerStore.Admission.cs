using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

/// <summary>Whether a server may start now, waits for its turn, or not; and what is written when it may.</summary>
internal sealed partial class ServerStore
{
    // Any number that nothing else in this database locks.
    private const long AdmissionLock = 0x48554201;

    public Task<(StartAdmission Admission, Lease Lease)> BeginStartAsync(StartTicket ticket, CancellationToken ct) =>
        database.WriteAsync(async unit =>
        {
            var now = await ReadForAdmissionAsync(unit, ticket, ct);
            var admission = Admit(ticket, now.State, now.Starting, now.Queued, now.Active);
            if (admission == StartAdmission.Queued)
                await EnqueueAsync(unit, ticket, ct);
            if (admission != StartAdmission.Begun)
                return (admission, default(Lease));

            var (number, attempt, name, owner) = await unit.Connection.QuerySingleAsync<(long, int, string, string)>(unit.Sql(
                $"""
                UPDATE servers SET state = {StateSql.To(ServerEvent.StartAdmitted)}, phase = 'accepted', queued = NULL,
                    attempt = attempt + CASE WHEN queued IS NULL THEN 1 ELSE 0 END, started = now(), last_activity = now(), spawner_state = {StateSql.NoSpawnerState}, address = NULL,
                    user_options = coalesce(@options::json, user_options), lease_owner = @Owner, lease_number = lease_number + 1,
                    lease_expires = now() + @LeaseTime, deadline = now() + @Deadline, stop_requested = false,
                    remove_when_stopped = false, host = @Host, next_poll = NULL, failure = NULL, start_failed = false
                WHERE id = @ServerId RETURNING lease_number, attempt, name, (SELECT u.name FROM users u WHERE u.id = user_id)
                """,
                new
                {
                    ticket.ServerId,
                    ticket.Owner,
                    ticket.LeaseTime,
                    ticket.Deadline,
                    ticket.Host,
                    options = ticket.UserOptions?.ToJsonString(),
                },
                ct));
            if (ticket.FromQueue)
                unit.Then(AttemptSql.LeaveQueue, new NpgsqlParameter<int>("ServerId", ticket.ServerId), new NpgsqlParameter<int>("attempt", attempt));
            else
                BeginStory(unit, ticket, attempt);
            AddCredentials(unit, ticket.ServerId, ticket.Credentials);
            unit.Record(AuditKinds.ServerStart, AuditObject.Server(owner, name), owner);
            unit.Tell(NoticeTopic.Server, $"{ticket.ServerId}");
            unit.Tell(NoticeTopic.Progress, $"{ticket.ServerId}");
            return (StartAdmission.Begun, new Lease(ticket.ServerId, number));
        }, ct);

    private static StartAdmission Admit(StartTicket ticket, string state, long starting, long queued, long active) => state switch
    {
        "queued" when ticket.FromQueue => IsFull(ticket, starting) ? StartAdmission.SpawnLimit : StartAdmission.Begun,
        "starting" or "queued" => StartAdmission.PendingStart,
        "stopping" => StartAdmission.PendingStop,
        "ready" => StartAdmission.Running,
        // Its turn came, and meanwhile somebody called it off.
        _ when ticket.FromQueue => StartAdmission.PendingStart,
        _ when ticket.ActiveLimit > 0 && active >= ticket.ActiveLimit =>
            IsFull(ticket, starting) ? StartAdmission.SpawnLimit : StartAdmission.ActiveLimit,
        // Nobody overtakes those who wait.
        _ when IsFull(ticket, starting + queued) =>
            ticket.QueueTimeout is not null && queued < ticket.QueueLimit ? StartAdmission.Queued : StartAdmission.SpawnLimit,
        _ => StartAdmission.Begun,
    };

    /// <summary>
    /// What decides on a start. One admission at a time over all replicas, or two could both see the last free place: so, while
    /// there are limits, as few round trips as can be lie between this and the commit.
    /// </summary>
    private static async Task<(string State, long Starting, long Queued, long Active)> ReadForAdmissionAsync(
        UnitOfWork unit, StartTicket ticket, CancellationToken ct)
    {
        var first = ticket.SpawnLimit > 0 || ticket.ActiveLimit > 0 ? "SELECT pg_advisory_xact_lock(@AdmissionLock)" : "SELECT 1";
        using var results = await unit.Connection.QueryMultipleAsync(unit.Sql(
            $"""
             {first};
             SELECT state,
                    (SELECT count(*) FROM servers WHERE state = 'starting'),
                    (SELECT count(*) FROM servers WHERE state = 'queued'),
                    (SELECT count(*) FROM servers WHERE state <> 'stopped')
             FROM servers WHERE id = @ServerId FOR UPDATE
             """,
            new { ticket.ServerId, AdmissionLock },
            ct));
        await results.ReadAsync<object>();
        return await results.ReadSingleAsync<(string, long, long, long)>();
    }

    private static bool IsFull(StartTicket ticket, long starting) => ticket.SpawnLimit > 0 && starting >= ticket.SpawnLimit;

    private static async Task EnqueueAsync(UnitOfWork unit, StartTicket ticket, CancellationToken ct)
    {
        var attempt = await unit.Connection.QuerySingleAsync<int>(unit.Sql(
            $"""
            UPDATE servers SET state = {StateSql.To(ServerEvent.StartQueued)}, queued = now(), attempt = attempt + 1, started = now(),
                last_activity = now(), spawner_state = {StateSql.NoSpawnerState}, address = NULL, deadline = now() + @QueueTimeout,
                user_options = coalesce(@options::json, user_options), stop_requested = false, remove_when_stopped = false,
                failure = NULL, start_failed = false
            WHERE id = @ServerId RETURNING attempt
            """,
            new { ticket.ServerId, ticket.QueueTimeout, options = ticket.UserOptions?.ToJsonString() },
            ct));
        BeginStory(unit, ticket, attempt);
        unit.Tell(NoticeTopic.Server, $"{ticket.ServerId}");
        unit.Tell(NoticeTopic.Progress, $"{ticket.ServerId}");
    }

    private static void BeginStory(UnitOfWork unit, StartTicket ticket, int attempt)
    {
        unit.Then("DELETE FROM progress_events WHERE server_id = @server", new NpgsqlParameter<int>("server", ticket.ServerId));
        AddProgress(unit, ticket.ServerId, attempt, new ProgressEvent { Progress = 0, Message = "Server requested" });
        unit.Then(
            AttemptSql.Insert,
            new NpgsqlParameter<int>("ServerId", ticket.ServerId),
            new NpgsqlParameter<int>("attempt", attempt),
            new NpgsqlParameter<string?>("By", ticket.Origin.By),
            new NpgsqlParameter<string?>("RequestId", ticket.Origin.RequestId),
            new NpgsqlParameter<string?>("recorded", ticket.Recorded?.ToJsonString()));
    }

    /// <summary>In the place of what an earlier start left.</summary>
    private static void AddCredentials(UnitOfWork unit, int serverId, ServerCredentials credentials)
    {
        var server = new NpgsqlParameter<int>("server", serverId);
        unit.Then("DELETE FROM api_tokens WHERE server_id = @server", server.Clone());
        unit.Then("DELETE FROM oauth_clients WHERE server_id = @server", server.Clone());
        var client = credentials.Client;
        unit.Then(
            """
            INSERT INTO oauth_clients (identifier, secret_hash, redirect_uri, allowed_scopes, description, server_id)
            VALUES (@identifier, @secret, @redirect, @scopes, @description, @server)
            """,
            new NpgsqlParameter<string>("identifier", client.Identifier),
            new NpgsqlParameter<byte[]>("secret", client.SecretHash),
            new NpgsqlParameter<string>("redirect", client.RedirectUri),
            new NpgsqlParameter<List<string>>("scopes", client.AllowedScopes),
            new NpgsqlParameter<string>("description", client.Description),
            server.Clone());
        var token = credentials.Token;
        unit.Then(
            """
            INSERT INTO api_tokens (user_id, hash, scopes, created, note, server_id, from_configuration)
            VALUES (@user, @hash, @scopes, @created, @note, @server, false)
            """,
            new NpgsqlParameter<int?>("user", token.UserId),
            new NpgsqlParameter<byte[]>("hash", token.Hash),
            new NpgsqlParameter<List<string>>("scopes", token.Scopes),
            new NpgsqlParameter<DateTimeOffset>("created", token.Created.ToUniversalTime()),
            new NpgsqlParameter<string>("note", token.Note),
            server.Clone());
    }
}
