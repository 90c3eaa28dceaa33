using System.Text.Json.Nodes;
using Hub.Domain.Errors;

namespace Hub.Domain.Spawners;

/// <summary>
/// Starts, polls and stops servers somewhere. It keeps nothing that matters: whoever holds the state a start has saved can
/// poll and stop that server, in another process and after any crash.
/// </summary>
public interface ISpawner
{
    /// <summary>As <c>/hub/api/info</c> names it.</summary>
    string Name { get; }

    string Version { get; }

    /// <summary>Whether a server can only be polled and stopped on the machine that started it.</summary>
    bool BoundToMachine { get; }

    /// <summary>
    /// Starts a server and gives its address; it may not answer there yet. Whatever way this ends other than with an address,
    /// nothing of the attempt is left running, unless it was the journal that failed: another may have the server by then, and
    /// whoever has it ends it by its saved state or goes on with it.
    /// </summary>
    /// <exception cref="SpawnFailedException">It cannot be started.</exception>
    Task<SpawnedServer> StartAsync(SpawnRequest request, ISpawnJournal journal, CancellationToken ct);

    /// <summary>Looks at a server. Trouble in looking is an answer (<see cref="PollResult.Unknown"/>), not an exception.</summary>
    Task<PollResult> PollAsync(JsonObject state, CancellationToken ct);

    /// <summary>Looks at many servers, under the caller's keys; a spawner that can look in bulk does so.</summary>
    async Task<IReadOnlyDictionary<int, PollResult>> PollManyAsync(
        IReadOnlyDictionary<int, JsonObject> states, CancellationToken ct)
    {
        var results = new Dictionary<int, PollResult>(states.Count);
        foreach (var (key, state) in states)
            results[key] = await PollAsync(state, ct);
        return results;
    }

    /// <summary>How long a stop of a server may take at most by the traits it was started with; null for what is configured.</summary>
    TimeSpan? PatienceOf(JsonObject state) => null;

    /// <summary>
    /// Where a server listens, as far as the state of its start tells, so that a start can be finished whose hub died before it
    /// could say so; null when the state does not tell.
    /// </summary>
    Uri? AddressOf(JsonObject state) => null;

    /// <summary>What of a state is for the eyes of callers who hold <c>admin:server_state</c>; the rest is the spawner's own affair.</summary>
    JsonObject Shown(JsonObject state) => state;

    /// <summary>The last lines a server wrote, without secrets; empty when they are not known.</summary>
    Task<string> OutputAsync(JsonObject state, CancellationToken ct) => Task.FromResult("");

    /// <summary>
    /// Ends a server and undoes what its start has made, also a start that got no further than its first saved state and one
    /// that another process is still at. A server that is gone already is fine.
    /// </summary>
    /// <param name="now">Without the gentle first step.</param>
    /// <exception cref="SpawnFailedException">It still runs.</exception>
    Task StopAsync(JsonObject state, bool now, CancellationToken ct);

    /// <summary>Every server of this hub that the spawner can find where it is, by itself; null when it cannot look.</summary>
    Task<IReadOnlyList<FoundServer>?> FindAllAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<FoundServer>?>(null);

    /// <summary>Under which key <see cref="FindAllAsync"/> gives the server of a state; null when the state does not tell.</summary>
    string? KeyOf(JsonObject state) => null;

    /// <summary>Removes what ended servers have left behind for their readers, such as logs, once it is older than this.</summary>
    Task TidyAsync(DateTimeOffset before, CancellationToken ct) => Task.CompletedTask;
}
