using Dapper;
using Hub.Data.Schema;
using Hub.Domain.Audit;
using Hub.Domain.Servers;

namespace Hub.Data.Servers;

/// <summary>
/// Whether servers may start now, wait for their turn, or not; and what is written when they may. Starts that come at the same time are
/// decided on together, in the order they came, and written in one transaction.
/// </summary>
internal sealed class Admissions
{
    // Any number that nothing else in this database locks.
    private const long AdmissionLock = 0x48554201;

    private readonly HubDatabase database;
    private readonly Gathered<Asked, (StartAdmission, Lease)?> asked;

    public Admissions(HubDatabase database)
    {
        this.database = database;
        // One after the other: while there are limits they would wait for each other anyway.
        asked = new(DecideAsync, lanes: 1);
    }

    /// <summary>
    /// Null when there is no such server. What has begun must be run, so nobody can walk away while it is decided.
    /// </summary>
    public Task<(StartAdmission Admission, Lease Lease)?> AskAsync(StartTicket ticket) =>
        asked.AskAsync(new Asked(ticket, AuditOrigin.Current), CancellationToken.None);

    private Task<IReadOnlyList<(StartAdmission, Lease)?>> DecideAsync(IReadOnlyList<Asked> wanted) =>
        database.WriteAsync(async unit =>
        {
            var room = await ReadAsync(unit, [.. wanted.Select(one => one.Ticket)]);
            var decided = wanted.Select(one => room.Admit(one.Ticket)).ToList();
            var begun = wanted.Where((_, i) => decided[i] == StartAdmission.Begun).ToList();
            var leases = await BeginAsync(unit, begun);
            await AdmissionRows.EnqueueAsync(unit, [.. wanted.Where((_, i) => decided[i] == StartAdmission.Queued).Select(one => one.Ticket)]);
            var answers = new (StartAdmission, Lease)?[wanted.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                if (decided[i] is { } admission)
                    answers[i] = (admission, admission == StartAdmission.Begun ? leases[wanted[i].Ticket.ServerId] : default);
            }

            return (IReadOnlyList<(StartAdmission, Lease)?>)answers;
        }, CancellationToken.None);

    private static async Task<Dictionary<int, Lease>> BeginAsync(UnitOfWork unit, List<Asked> begun)
    {
        if (begun.Count == 0)
            return [];
        var rows = (await AdmissionRows.BeginAsync(unit, [.. begun.Select(one => one.Ticket)])).ToDictionary(row => row.Server);
        foreach (var one in begun)
        {
            var row = rows[one.Ticket.ServerId];
            unit.Record(AuditKinds.ServerStart, AuditObject.Server(row.Owner, row.Name), row.Owner, null, one.Origin);
        }

        return rows.ToDictionary(row => row.Key, row => new Lease(row.Key, row.Value.Lease));
    }

    /// <summary>
    /// What decides. One transaction at a time over all replicas, or two could both see the last free place: so, while there are
    /// limits, as few round trips as can be lie between this and the commit.
    /// </summary>
    private static async Task<AdmissionRoom> ReadAsync(UnitOfWork unit, IReadOnlyCollection<StartTicket> tickets)
    {
        var limited = tickets.Any(ticket => ticket.SpawnLimit > 0 || ticket.ActiveLimit > 0);
        using var results = await unit.Connection.QueryMultipleAsync(unit.Sql(
            $"""
             SELECT {(limited ? "pg_advisory_xact_lock(@AdmissionLock)" : "1")};
             SELECT id, state FROM servers WHERE id = ANY(@servers) ORDER BY id FOR UPDATE;
             SELECT count(*) FILTER (WHERE state = 'starting'), count(*) FILTER (WHERE state = 'queued'), count(*)
             FROM servers WHERE state <> 'stopped'
             """,
            new { AdmissionLock, servers = tickets.Select(ticket => ticket.ServerId).Distinct().ToArray() },
            CancellationToken.None));
        await results.ReadAsync<object>();
        var states = (await results.ReadAsync<(int Id, string State)>()).ToDictionary(row => row.Id, row => row.State);
        var (starting, queued, active) = await results.ReadSingleAsync<(long, long, long)>();
        return new AdmissionRoom(states, starting, queued, active);
    }

    private sealed record Asked(StartTicket Ticket, AuditOrigin Origin);
}
