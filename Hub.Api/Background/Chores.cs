using Hub.Api.Metrics;
using Hub.Data.Notices;
using Hub.Domain.Activity;
using Hub.Domain.Configuration;
using Hub.Domain.Notices;
using Hub.Domain.Servers;
using Hub.Domain.Tokens;
using Hub.Domain.Upkeep;

namespace Hub.Api.Background;

/// <summary>The list of what the hub does by itself, and how often.</summary>
public sealed class Chores(
    ReplicaConnection replicas, LeaseKeeper leases, ServerRecovery recovery, ServerPolls polls, ActivityRecorder activity,
    ProxyActivity proxyActivity, RouteRound routes, ITokenStore tokens, IServerStore servers, ServerShutdown serverShutdown,
    Replica replica, TimerIntervals intervals, HubConfiguration configuration, NoticeBoard board, TimeProvider clock, ILogger<Chores> log) : IAsyncDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly List<Task> running = [];

    public async Task StartAsync(CancellationToken ct)
    {
        // What ran under the last hub is looked at now, not when its turn would have come.
        await servers.PollSoonAsync(replica.Host, ct);
        running.Add(replicas.RunAsync(leaving.Token));
        running.Add(intervals.RunAsync(leaving.Token));
        Every(TimeSpan.FromSeconds(1), leases.RunOnceAsync);
        Every(TimeSpan.FromSeconds(1), recovery.RunOnceAsync);
        Every(TimeSpan.FromSeconds(1), polls.RunOnceAsync);
        Every(TimeSpan.FromSeconds(1), activity.FlushAsync);
        Every(TimeSpan.FromMinutes(5), OnOne(async token => await routes.RunOnceAsync(token)));
        Every(configuration.Activity.LastActivityInterval, OnOne(proxyActivity.RunOnceAsync));
        Every(TimeSpan.FromHours(1), OnOne(async token => await tokens.RemoveExpiredAsync(token)));
        running.Add(MendRoutesOnNoticeAsync());
    }

    /// <param name="endServers">Whether this machine's servers go too, if no other hub is left to look after them.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task StopAsync(bool endServers, CancellationToken ct)
    {
        await leaving.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (endServers && await replicas.IsLastAsync(ct))
            await serverShutdown.RunAsync(ct);
        await activity.FlushAsync(ct);
    }

    public ValueTask DisposeAsync()
    {
        leaving.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A chore for all replicas together: it runs where the lead is.</summary>
    private Func<CancellationToken, Task> OnOne(Func<CancellationToken, Task> chore) =>
        ct => replicas.IsLeader ? chore(ct) : Task.CompletedTask;

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

    /// <summary>Services and routes by hand come and go on any replica; the lead brings them to the proxy at once.</summary>
    private async Task MendRoutesOnNoticeAsync()
    {
        using var changed = new NoticeSignal(board, NoticeTopic.Routes);
        while (!leaving.IsCancellationRequested)
        {
            await changed.WaitAsync(Timeout.InfiniteTimeSpan, leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!leaving.IsCancellationRequested)
                await AttemptAsync(OnOne(async token => await routes.RunOnceAsync(token)));
        }
    }

    private async Task AttemptAsync(Func<CancellationToken, Task> chore)
    {
        try
        {
            await chore(leaving.Token);
        }
        catch (Exception failed) when (!leaving.IsCancellationRequested)
        {
            // Databases and proxies come back; the next round tries again.
            log.LogWarning("{Chore} did not work this time: {Reason}", chore.Method.DeclaringType?.Name, failed.Message);
        }
    }
}
