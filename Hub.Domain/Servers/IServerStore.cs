using System.Text.Json.Nodes;

namespace Hub.Domain.Servers;

/// <summary>
/// Keeps the rows of servers. Methods that take a <see cref="Lease"/> write only while that lease is the row's own, and
/// answer false when it is not: the caller has lost the transition and must leave everything as it is.
/// </summary>
public interface IServerStore
{
    Task<Server?> FindAsync(int userId, string serverName, CancellationToken ct);

    Task<Server?> FindAsync(int serverId, CancellationToken ct);

    /// <summary>Adds a named server, unless the user has one of that name (null) or already <paramref name="limit"/> of them.</summary>
    /// <param name="limit">0 is no limit.</param>
    /// <exception cref="Errors.InvalidInputException">The limit is reached.</exception>
    Task<Server?> CreateAsync(int userId, string serverName, string displayName, JsonObject? userOptions, int limit, CancellationToken ct);

    /// <summary>How many named servers a user has, running or not.</summary>
    Task<long> CountNamedAsync(int userId, CancellationToken ct);

    /// <summary>Gives the default server of a user, made now if this is its first use.</summary>
    Task<Server> DefaultAsync(int userId, CancellationToken ct);

    /// <summary>Changes a stopped server. False when it is not stopped.</summary>
    /// <exception cref="Errors.ConflictException">The user has another server of the new name.</exception>
    Task<bool> ChangeAsync(int serverId, string? name, string? displayName, JsonObject? userOptions, CancellationToken ct);

    /// <summary>Gives stopped named servers whose names do not follow the rules names that do; what they were called, they show.</summary>
    Task<IReadOnlyList<ServerRename>> RenameInvalidAsync(CancellationToken ct);

    /// <summary>Removes a stopped server. False when it is not stopped.</summary>
    Task<bool> RemoveAsync(int serverId, CancellationToken ct);

    Task<(StartAdmission Admission, Lease Lease)> BeginStartAsync(StartTicket ticket);

    /// <summary>Begins a stop, or asks for the end of a start that is under way.</summary>
    Task<StopTurn> BeginStopAsync(StopTicket ticket, CancellationToken ct);

    /// <summary>Says until when a running server is left alone; null takes that back. False when it does not run.</summary>
    Task<bool> KeepAsync(int serverId, DateTimeOffset? until, CancellationToken ct);

    /// <summary>Takes a server from whoever is at it, to end it. Null when it is stopped.</summary>
    Task<Lease?> SeizeAsync(int serverId, Guid owner, TimeSpan leaseTime, TimeSpan deadline, CancellationToken ct);

    /// <summary>
    /// Begins the stop of a ready server that runs on another machine than <paramref name="replica"/>, for a replica there to take over.
    /// False when it is not ready, can be stopped from here, or has no replica left on its machine.
    /// </summary>
    Task<bool> LeaveStopToItsHostAsync(
        int serverId, Replica replica, TimeSpan deadline, bool remove, StopReason reason, CancellationToken ct);

    /// <summary>Turns a start that ended badly, or a server found dead, into a stop under a lease already held.</summary>
    /// <param name="reason">Why; it is kept, so that whoever takes the stop over still knows.</param>
    Task<bool> TurnIntoStopAsync(Lease lease, TimeSpan deadline, StopReason reason, CancellationToken ct);

    /// <summary>Writes down how far a start has come.</summary>
    Task<bool> EnterPhaseAsync(Lease lease, ServerPhase phase, CancellationToken ct);

    Task<bool> SaveSpawnerStateAsync(Lease lease, JsonObject state, CancellationToken ct);

    /// <summary>Saves where the server is; from here on it is waited for.</summary>
    Task<bool> SaveAddressAsync(Lease lease, string address, CancellationToken ct);

    /// <param name="lease">The start's.</param>
    /// <param name="readyMessage">The last line of its story.</param>
    /// <param name="nextPoll">When it is looked at first.</param>
    /// <param name="pollInterval">How often afterwards; null for as often as all others, also when that changes.</param>
    /// <param name="ct">Ends it.</param>
    Task<bool> FinishStartAsync(Lease lease, string readyMessage, TimeSpan nextPoll, TimeSpan? pollInterval, CancellationToken ct);

    /// <summary>Ends a stop: the server's token and OAuth client go, and the row too if it was to be removed.</summary>
    Task<bool> FinishStopAsync(Lease lease, StopReason reason, CancellationToken ct);

    Task<bool> AppendProgressAsync(Lease lease, ProgressEvent line, CancellationToken ct);

    /// <summary>The lines of one attempt after a given one, in order.</summary>
    Task<IReadOnlyList<ProgressEvent>> ReadProgressAsync(int serverId, int attempt, long after, CancellationToken ct);

    /// <summary>
    /// Renews leases of transitions that run, and tells which of them the replica still holds. What is past its deadline is not
    /// renewed: whoever takes it over ends it. One that somebody is just writing to is held, and renewed the next time.
    /// </summary>
    Task<IReadOnlyList<HeldLease>> RenewLeasesAsync(Guid owner, IReadOnlyCollection<Lease> running, TimeSpan leaseTime, CancellationToken ct);

    /// <summary>Lets every lease of a replica run out now, so that another takes its transitions over at once.</summary>
    Task<int> ReleaseLeasesAsync(Guid owner, CancellationToken ct);

    /// <summary>
    /// Takes transitions whose owner is gone, as far as this machine can run them; and, past their deadline, those of machines that no
    /// replica is left on.
    /// </summary>
    Task<IReadOnlyList<Server>> TakeOverAsync(Replica replica, CancellationToken ct);

    /// <summary>Takes the ready servers whose poll is due, each for one replica, and sets their next poll.</summary>
    /// <param name="host">The machine of the replica.</param>
    /// <param name="interval">How often those are looked at that have no interval of their own.</param>
    /// <param name="jitter">The share of the interval by which each next poll is varied.</param>
    /// <param name="atMost">How many are taken.</param>
    /// <param name="ct">Ends it.</param>
    Task<IReadOnlyList<DuePoll>> TakeDuePollsAsync(string host, TimeSpan interval, double jitter, int atMost, CancellationToken ct);

    /// <summary>The servers of these numbers, with their users, as far as they are there.</summary>
    Task<IReadOnlyList<Server>> FindAllAsync(IReadOnlyCollection<int> serverIds, CancellationToken ct);

    /// <summary>Makes every ready server of this machine due for a poll.</summary>
    Task PollSoonAsync(string host, CancellationToken ct);

    /// <summary>Every server that is not stopped, with its user.</summary>
    Task<IReadOnlyList<Server>> ActiveAsync(CancellationToken ct);

    /// <summary>Every server of a user that is not stopped.</summary>
    Task<IReadOnlyList<Server>> ActiveAsync(int userId, CancellationToken ct);
}
