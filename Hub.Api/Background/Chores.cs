using Hub.Api.Access;
using Hub.Api.Metrics;
using Hub.Data.Notices;
using Hub.Domain.Activity;
using Hub.Domain.Audit;
using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>The list of what the hub does by itself, and how often.</summary>
public sealed class Chores(
    ReplicaConnection replicas, ReplicaPresence presence, ProxyMoves moves, LeaseKeeper leases, ServerRecovery recovery, ServerPolls polls, ActivityRecorder activity,
    ProxyActivity proxyActivity, RouteRound routes, RouteDoubt doubt, ITokenStore tokens, IServerStore servers, ServerShutdown serverShutdown, ServerHooks hooks,
    HistoryPruning history, SpawnQueue queue, IdleCuller culler, AuditTrail audit, AuditRetention auditRetention, ManagedServices services,
    ServiceChecks serviceChecks, BlockedUsers blocked, CookieKey keys, Replica replica, TimerIntervals intervals,
    HubConfiguration configuration, NoticeBoard board, TimeProvider clock, ILogger<Chores> log) : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource leaving = new();
    private readonly SemaphoreSlim checking = new(1);
    private readonly List<Task> running = [];

    public async Task StartAsync(CancellationToken ct)
    {
        // What ran under the last hub is looked at now, not when its turn would have come.
        await servers.PollSoonAsync(replica.Host, ct);
        running.Add(replicas.RunAsync(leaving.Token));
        running.Add(intervals.RunAsync(leaving.Token));
        Every(TimeSpan.FromSeconds(1), token => presence.BeatAsync(replicas.IsLeader, token));
        Every(TimeSpan.FromSeconds(1), leases.RunOnceAsync);
        OnNotice(NoticeTopic.Handover, TimeSpan.FromMilliseconds(500), UntilDraining(recovery.RunOnceAsync));
        Every(TimeSpan.FromSeconds(1), UntilDraining(polls.RunOnceAsync));
        // Whenever a transition ends there may be room for another.
        OnNotice(NoticeTopic.Server, TimeSpan.FromSeconds(1), UntilDraining(queue.RunOnceAsync));
        Every(TimeSpan.FromSeconds(1), activity.FlushAsync);
        Every(TimeSpan.FromSeconds(1), token => services.RunOnceAsync(replicas.IsLeader, token));
        Every(TimeSpan.FromSeconds(1), OnOne(serviceChecks.RunOnceAsync));
        Every(TimeSpan.FromSeconds(1), audit.FlushAsync);
        Every(TimeSpan.FromHours(1), OnOne(auditRetention.RunOnceAsync));
        Every(TimeSpan.FromHours(1), keys.LoadAsync);
        // On every hub: whom a configuration blocks only the hubs that have read it know, and the one that leads may be an older one.
        Every(TimeSpan.FromSeconds(10), blocked.RunOnceAsync);
        Every(TimeSpan.FromMinutes(5), CheckRoutesAsync);
        Every(TimeSpan.FromSeconds(1), async token =>
        {
            // A proxy that does not answer is not to be asked twice at a time.
            if (doubt.Due && checking.CurrentCount > 0)
                await CheckRoutesAsync(token);
        });
        Every(configuration.Activity.LastActivityInterval, OnOne(proxyActivity.RunOnceAsync));
        Every(TimeSpan.FromHours(1), OnOne(async token => await tokens.RemoveExpiredAsync(token)));
        Every(TimeSpan.FromHours(1), OnOne(history.RunOnceAsync));
        Every(configuration.IdleCuller.CullEvery, OnOne(culler.RunOnceAsync));
        // Services, routes by hand and replicas come and go anywhere; one brings them to the proxy at once.
        OnNotice(NoticeTopic.Routes, null, async token =>
        {
            await moves.FollowAsync(token);
            await CheckRoutesAsync(token);
        });
        // A transition sees to the route in the proxy of its own hub only.
        OnNotice(NoticeTopic.Server, null, token => presence.OthersFeedAnother ? CheckRoutesAsync(token) : Task.CompletedTask);
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
        await hooks.EndAsync(ct);
        await activity.FlushAsync(ct);
        await audit.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        leaving.Dispose();
        checking.Dispose();
    }

    /// <summary>A chore for all replicas together: it runs where the lead is.</summary>
    private Func<CancellationToken, Task> OnOne(Func<CancellationToken, Task> chore) =>
        ct => replicas.IsLeader ? chore(ct) : Task.CompletedTask;

    /// <summary>A chore that begins or takes over transitions: a hub that goes would take back what it has just handed over.</summary>
    private Func<CancellationToken, Task> UntilDraining(Func<CancellationToken, Task> chore) =>
        ct => presence.State == ReplicaState.Draining ? Task.CompletedTask : chore(ct);

    private async Task CheckRoutesAsync(CancellationToken ct)
    {
        await checking.WaitAsync(ct);
        try
        {
            if (doubt.Raised.Count > 0 || await presence.ChecksRoutesAsync(ct))
                await routes.RunOnceAsync(ct);
        }
        finally
        {
            checking.Release();
        }
    }

    private void Every(TimeSpan interval, Func<CancellationToken, Task> chore) => running.Add(RepeatAsync(interval, chore));

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> chore)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving.Token))
                await AttemptAsync(chore);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            log.LogTrace("A chore ends with the hub");
        }
    }

    private void OnNotice(NoticeTopic topic, TimeSpan? atTheLatest, Func<CancellationToken, Task> chore) =>
        running.Add(RepeatOnNoticeAsync(topic, atTheLatest, chore));

    /// <summary>Runs at every notice, and again after a while when that did not work: the notice does not come twice.</summary>
    private async Task RepeatOnNoticeAsync(NoticeTopic topic, TimeSpan? atTheLatest, Func<CancellationToken, Task> chore)
    {
        using var changed = new NoticeSignal(board, topic);
        var done = true;
        while (!leaving.IsCancellationRequested)
        {
            var wait = done ? atTheLatest ?? Timeout.InfiniteTimeSpan : AfterFailure;
            await changed.WaitAsync(wait, leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!leaving.IsCancellationRequested)
                done = await AttemptAsync(chore);
        }
    }

    private async Task<bool> AttemptAsync(Func<CancellationToken, Task> chore)
    {
        try
        {
            await chore(leaving.Token);
            return true;
        }
        catch (Exception failed) when (!leaving.IsCancellationRequested)
        {
            // Databases and proxies come back; the next round tries again.
            log.LogWarning("{Chore} did not work this time: {Reason}", chore.Method.DeclaringType?.Name, failed.Message);
            return false;
        }
    }
}
