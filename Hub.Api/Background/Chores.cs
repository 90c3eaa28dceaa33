using Hub.Api.Metrics;
using Hub.Data.Notices;
using Hub.Domain.Notices;
using Hub.Domain.Replicas;
using Hub.Domain.Servers;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>Runs what <see cref="ChoreList"/> says, each chore by itself, until the hub goes.</summary>
public sealed class Chores(
    IServiceProvider hub, ReplicaConnection replicas, ReplicaPresence presence, Replica replica, IServerStore servers, ManagedServices services,
    ServerShutdown serverShutdown, TimerIntervals intervals, NoticeBoard board, TimeProvider clock, ILogger<Chores> log) : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource leaving = new();
    private readonly List<Task> running = [];

    public async Task StartAsync(CancellationToken ct)
    {
        // What ran under the last hub is looked at now, not when its turn would have come.
        await servers.PollSoonAsync(replica.Host, ct);
        running.Add(replicas.RunAsync(leaving.Token));
        running.Add(intervals.RunAsync(leaving.Token));
        foreach (var chore in ChoreList.Of(hub))
            running.Add(chore.Notice is { } notice ? RepeatOnNoticeAsync(chore, notice) : RepeatAsync(chore));
    }

    /// <summary>Ends the services that this hub runs, while it still holds the lead.</summary>
    public Task StopServicesAsync(CancellationToken ct) => services.StopAsync(replicas.IsLeader, ct);

    /// <param name="endServers">Whether this machine's servers go too, if no other hub is left to look after them.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task StopAsync(bool endServers, CancellationToken ct)
    {
        await leaving.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (endServers && await replicas.IsLastAsync(ct))
            await serverShutdown.RunAsync(ct);
        foreach (var last in ChoreList.AtTheEnd(hub))
            await last(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        leaving.Dispose();
    }

    private bool IsForUs(Chore chore) => chore.Place switch
    {
        ChorePlace.Leader => replicas.IsLeader,
        ChorePlace.Staying => presence.State != ReplicaState.Draining,
        _ => true,
    };

    private async Task RepeatAsync(Chore chore)
    {
        using var timer = new PeriodicTimer(chore.Interval!.Value, clock);
        try
        {
            if (chore.AtOnce)
                await AttemptAsync(chore);
            while (await timer.WaitForNextTickAsync(leaving.Token))
                await AttemptAsync(chore);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            log.LogTrace("A chore ends with the hub");
        }
    }

    /// <summary>Runs at every notice, and again after a while when that did not work: the notice does not come twice.</summary>
    private async Task RepeatOnNoticeAsync(Chore chore, NoticeTopic notice)
    {
        using var changed = new NoticeSignal(board, notice);
        var done = true;
        while (!leaving.IsCancellationRequested)
        {
            var wait = done ? chore.Interval ?? Timeout.InfiniteTimeSpan : AfterFailure;
            await changed.WaitAsync(wait, leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!leaving.IsCancellationRequested)
                done = await AttemptAsync(chore);
        }
    }

    private async Task<bool> AttemptAsync(Chore chore)
    {
        if (!IsForUs(chore))
            return true;
        try
        {
            await chore.RunAsync(leaving.Token);
            return true;
        }
        catch (Exception failed) when (!leaving.IsCancellationRequested)
        {
            // Databases and proxies come back; the next round tries again.
            log.LogWarning("{Chore} did not work this time: {Reason}", chore.Name, failed.Message);
            return false;
        }
    }
}
