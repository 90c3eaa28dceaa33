using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Npgsql;

namespace Hub.Data.Servers;

/// <summary>What the beginning of starts, or their waiting, leaves in the tables: each statement writes for all of them.</summary>
internal static class AdmissionRows
{
    private static readonly string BeginSql =
        $"""
         UPDATE servers s SET state = {StateSql.To(ServerEvent.StartAdmitted)}, phase = 'accepted', queued = NULL,
             attempt = attempt + CASE WHEN queued IS NULL THEN 1 ELSE 0 END, started = now(), last_activity = now(),
             spawner_state = {StateSql.NoSpawnerState}, address = NULL, user_options = coalesce(options::json, user_options),
             lease_owner = owner, lease_number = lease_number + 1, lease_expires = now() + lease_time, deadline = now() + patience,
             stop_requested = false, remove_when_stopped = false, host = machine, next_poll = NULL, failure = NULL, start_failed = false
         FROM unnest(@servers, @owners, @leaseTimes, @deadlines, @hosts, @options) AS w(id, owner, lease_time, patience, machine, options)
         WHERE s.id = w.id
         RETURNING s.id AS server, lease_number AS lease, attempt, s.name, (SELECT u.name FROM users u WHERE u.id = user_id) AS owner
         """;

    private static readonly string EnqueueSql =
        $"""
         UPDATE servers s SET state = {StateSql.To(ServerEvent.StartQueued)}, queued = clock_timestamp(), attempt = attempt + 1, started = now(),
             last_activity = now(), spawner_state = {StateSql.NoSpawnerState}, address = NULL, deadline = now() + @QueueTimeout,
             user_options = coalesce(@options::json, user_options), stop_requested = false, remove_when_stopped = false,
             failure = NULL, start_failed = false
         WHERE id = @ServerId RETURNING attempt
         """;

    public static async Task<IReadOnlyList<BegunRow>> BeginAsync(UnitOfWork unit, IReadOnlyList<StartTicket> tickets)
    {
        var rows = (await unit.Connection.QueryAsync<BegunRow>(unit.Sql(
            BeginSql,
            new
            {
                servers = Column(tickets, ticket => ticket.ServerId),
                owners = Column(tickets, ticket => ticket.Owner),
                leaseTimes = Column(tickets, ticket => ticket.LeaseTime),
                deadlines = Column(tickets, ticket => ticket.Deadline),
                hosts = Column(tickets, ticket => ticket.Host),
                options = Column(tickets, ticket => ticket.UserOptions?.ToJsonString()),
            },
            CancellationToken.None))).AsList();
        var attempts = rows.ToDictionary(row => row.Server, row => row.Attempt);
        LeaveQueue(unit, [.. tickets.Where(ticket => ticket.FromQueue)], attempts);
        BeginStories(unit, [.. tickets.Where(ticket => !ticket.FromQueue)], attempts);
        AddCredentials(unit, tickets);
        Tell(unit, tickets);
        return rows;
    }

    /// <summary>One by one, so that each has a place of its own.</summary>
    public static async Task EnqueueAsync(UnitOfWork unit, IReadOnlyList<StartTicket> tickets)
    {
        var attempts = new Dictionary<int, int>();
        foreach (var ticket in tickets)
        {
            attempts[ticket.ServerId] = await unit.Connection.QuerySingleAsync<int>(unit.Sql(
                EnqueueSql, new { ticket.ServerId, ticket.QueueTimeout, options = ticket.UserOptions?.ToJsonString() }, CancellationToken.None));
        }

        BeginStories(unit, tickets, attempts);
        Tell(unit, tickets);
    }

    private static void Tell(UnitOfWork unit, IReadOnlyList<StartTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            unit.Tell(NoticeTopic.Server, $"{ticket.ServerId}");
            unit.Tell(NoticeTopic.Progress, $"{ticket.ServerId}");
        }
    }

    private static void LeaveQueue(UnitOfWork unit, IReadOnlyList<StartTicket> tickets, Dictionary<int, int> attempts)
    {
        if (tickets.Count > 0)
            unit.Then(AttemptSql.LeaveQueue, Servers(tickets), Attempts(tickets, attempts));
    }

    private static void BeginStories(UnitOfWork unit, IReadOnlyList<StartTicket> tickets, Dictionary<int, int> attempts)
    {
        if (tickets.Count == 0)
            return;
        unit.Then("DELETE FROM progress_events WHERE server_id = ANY(@servers)", Servers(tickets));
        unit.Then(
            """
            INSERT INTO progress_events (server_id, attempt, progress, message, failed, ready, created)
            SELECT id, attempt, 0, 'Server requested', false, false, now() FROM unnest(@servers, @attempts) AS w(id, attempt)
            """,
            Servers(tickets),
            Attempts(tickets, attempts));
        unit.Then(
            AttemptSql.Insert,
            Servers(tickets),
            Texts("by", tickets, ticket => ticket.Origin.By),
            Texts("requests", tickets, ticket => ticket.Origin.RequestId),
            Texts("recorded", tickets, ticket => ticket.Recorded?.ToJsonString()));
    }

    /// <summary>In the place of what earlier starts left.</summary>
    private static void AddCredentials(UnitOfWork unit, IReadOnlyList<StartTicket> tickets)
    {
        unit.Then("DELETE FROM api_tokens WHERE server_id = ANY(@servers)", Servers(tickets));
        unit.Then("DELETE FROM oauth_clients WHERE server_id = ANY(@servers)", Servers(tickets));
        unit.Then(
            """
            INSERT INTO oauth_clients (identifier, secret_hash, redirect_uri, allowed_scopes, description, server_id)
            SELECT identifier, secret, redirect, string_to_array(scopes, ' '), description, server
            FROM unnest(@servers, @identifiers, @secrets, @redirects, @scopes, @descriptions)
                AS w(server, identifier, secret, redirect, scopes, description)
            """,
            Servers(tickets),
            Texts("identifiers", tickets, ticket => ticket.Credentials.Client.Identifier),
            Bytes("secrets", tickets, ticket => ticket.Credentials.Client.SecretHash),
            Texts("redirects", tickets, ticket => ticket.Credentials.Client.RedirectUri),
            Texts("scopes", tickets, ticket => string.Join(' ', ticket.Credentials.Client.AllowedScopes)),
            Texts("descriptions", tickets, ticket => ticket.Credentials.Client.Description));
        unit.Then(
            """
            INSERT INTO api_tokens (user_id, hash, scopes, created, note, server_id, from_configuration)
            SELECT owner, hash, string_to_array(scopes, ' '), made, note, server, false
            FROM unnest(@servers, @owners, @hashes, @scopes, @made, @notes) AS w(server, owner, hash, scopes, made, note)
            """,
            Servers(tickets),
            new NpgsqlParameter<int?[]>("owners", Column(tickets, ticket => ticket.Credentials.Token.UserId)),
            Bytes("hashes", tickets, ticket => ticket.Credentials.Token.Hash),
            Texts("scopes", tickets, ticket => string.Join(' ', ticket.Credentials.Token.Scopes)),
            new NpgsqlParameter<DateTimeOffset[]>("made", Column(tickets, ticket => ticket.Credentials.Token.Created.ToUniversalTime())),
            Texts("notes", tickets, ticket => ticket.Credentials.Token.Note));
    }

    private static NpgsqlParameter Servers(IReadOnlyList<StartTicket> tickets) =>
        new NpgsqlParameter<int[]>("servers", Column(tickets, ticket => ticket.ServerId));

    private static NpgsqlParameter Attempts(IReadOnlyList<StartTicket> tickets, Dictionary<int, int> attempts) =>
        new NpgsqlParameter<int[]>("attempts", Column(tickets, ticket => attempts[ticket.ServerId]));

    private static NpgsqlParameter Texts(string name, IReadOnlyList<StartTicket> tickets, Func<StartTicket, string?> column) =>
        new NpgsqlParameter<string?[]>(name, Column(tickets, column));

    private static NpgsqlParameter Bytes(string name, IReadOnlyList<StartTicket> tickets, Func<StartTicket, byte[]> column) =>
        new NpgsqlParameter<byte[][]>(name, Column(tickets, column));

    private static T[] Column<T>(IReadOnlyList<StartTicket> tickets, Func<StartTicket, T> column) => [.. tickets.Select(column)];
}

/// <summary>The row of a start that has begun.</summary>
internal readonly record struct BegunRow(int Server, long Lease, int Attempt, string Name, string Owner);
