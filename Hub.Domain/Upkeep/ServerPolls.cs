using System.Diagnostics;
using Hub.Domain.Metrics;
using Hub.Domain.Servers;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Looks after running servers: each is polled every <c>poll_interval</c>, which may be its own, by whichever replica takes it.</summary>
public sealed class ServerPolls(
    IServerStore store, ISpawner spawner, ServerLifecycle lifecycle, Replica replica, SpawnerOptions options, HubMetrics metrics,
    ILogger<ServerPolls> log)
{
    private const int AtOnce = 2000;
    private const int BuriedAtOnce = 20;
    private readonly bool polls = options.PollInterval > TimeSpan.Zero || SpawnerOverrides.MayChange(options, "poll_interval");
    private bool looked;

    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (!polls)
            return;
        var began = Stopwatch.GetTimestamp();
        await PollDueAsync(ct);
        if (!looked)
            metrics.FirstLookTaken(Stopwatch.GetElapsedTime(began));
        looked = true;
    }

    private async Task PollDueAsync(CancellationToken ct)
    {
        IReadOnlyList<DuePoll> due;
        do
        {
            due = await store.TakeDuePollsAsync(replica.Host, options.PollEvery, options.PollJitter, AtOnce, ct);
            var began = Stopwatch.GetTimestamp();
            var found = await spawner.PollManyAsync(due.ToDictionary(poll => poll.ServerId, poll => poll.State), ct);
            Measure(found.Values, Stopwatch.GetElapsedTime(began));
            await HeedAsync(due, found, ct);
        }
        while (due.Count == AtOnce);
    }

    /// <summary>Only servers that do not just run are worth reading whole.</summary>
    private async Task HeedAsync(IReadOnlyList<DuePoll> due, IReadOnlyDictionary<int, PollResult> found, CancellationToken ct)
    {
        var polled = due.Where(poll => found[poll.ServerId] is not PollResult.Running).ToDictionary(poll => poll.ServerId);
        if (polled.Count == 0)
            return;
        var servers = (await store.FindAllAsync(polled.Keys, ct)).Where(server => server.Attempt == polled[server.Id].Attempt);
        await Parallel.ForEachAsync(
            servers,
            new ParallelOptions { MaxDegreeOfParallelism = BuriedAtOnce, CancellationToken = ct },
            async (server, token) => await HeedAsync(server, found[server.Id], token));
    }

    private void Measure(IEnumerable<PollResult> found, TimeSpan took)
    {
        foreach (var result in found)
            metrics.Polled(result is PollResult.Running ? "running" : result is PollResult.Stopped ? "stopped" : "error", took);
    }

    private async Task HeedAsync(Server server, PollResult found, CancellationToken ct)
    {
        var name = ServerNames.Describe(server.User!.Name, server.Name);
        switch (found)
        {
            case PollResult.Stopped gone:
                log.LogWarning("Server {Server} has ended: {Reason}", name, gone.Reason);
                await BuryAsync(server, gone, name, ct);
                break;
            case PollResult.Unknown unknown:
                log.LogWarning("Whether {Server} still runs cannot be told: {Reason}", name, unknown.Reason);
                break;
        }
    }

    private async Task BuryAsync(Server server, PollResult.Stopped gone, string name, CancellationToken ct)
    {
        try
        {
            await lifecycle.BuryAsync(server, gone, ct);
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // The others must not wait for this one. What had begun is taken over when its lease runs out, the rest is found again.
            log.LogWarning("{Server} could not be cleared up: {Reason}", name, failed.Message);
        }
    }
}
