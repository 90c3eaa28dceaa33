using Hub.Domain.Errors;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;

namespace Hub.Domain.Upkeep;

/// <summary>Compares what runs with what the rows say, for operators: processes no row knows, and rows no process knows.</summary>
public sealed class ServerOrphans(IServerStore store, ISpawner spawner, Replica replica)
{
    public async Task<OrphanList> ListAsync(CancellationToken ct)
    {
        // In this order: a start saves its row before there is anything to find, and a stop its row when there is nothing left.
        var found = await spawner.FindAllAsync(ct);
        var active = await store.ActiveAsync(ct);
        var known = active.Where(server => server.SpawnerState.Count > 0).Select(server => spawner.KeyOf(server.SpawnerState)).ToHashSet();
        var here = active.Where(server => server.State == ServerState.Ready && (server.Host is null || server.Host == replica.Host))
            .ToDictionary(server => server.Id);
        var polled = await spawner.PollManyAsync(here.ToDictionary(pair => pair.Key, pair => pair.Value.SpawnerState), ct);
        return new OrphanList(
            found?.Where(server => !known.Contains(server.Key)).ToList(),
            [.. Where<PollResult.Stopped>(polled).Select(pair => (here[pair.Key], pair.Result.Reason))],
            [.. Where<PollResult.Unknown>(polled).Select(pair => (here[pair.Key], pair.Result.Reason))]);
    }

    /// <summary>Ends a process that no row knows.</summary>
    /// <exception cref="NotFoundException">There is none of this key, or a row knows it now.</exception>
    public async Task EndAsync(string key, CancellationToken ct)
    {
        var orphan = (await ListAsync(ct)).Processes?.FirstOrDefault(found => found.Key == key)
            ?? throw new NotFoundException($"There is no orphan '{key}' on this machine");
        await spawner.StopAsync(orphan.State, now: true, ct);
    }

    private static IEnumerable<(int Key, T Result)> Where<T>(IReadOnlyDictionary<int, PollResult> polled)
        where T : PollResult => polled.Where(pair => pair.Value is T).Select(pair => (pair.Key, (T)pair.Value));
}

/// <summary>What does not fit together on one machine.</summary>
/// <param name="Processes">Those no row knows; null when the spawner cannot look.</param>
/// <param name="Servers">Those that are ready by their row and not there; a poll clears them up within poll_interval.</param>
/// <param name="Unknown">Those that could not be looked at.</param>
public sealed record OrphanList(
    IReadOnlyList<FoundServer>? Processes, IReadOnlyList<(Server Server, string Reason)> Servers, IReadOnlyList<(Server Server, string Reason)> Unknown);
