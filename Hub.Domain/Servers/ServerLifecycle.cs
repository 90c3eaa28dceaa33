using System.Text.Json.Nodes;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Notices;
using Hub.Domain.Spawners;
using Hub.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>The only one who starts and stops servers, for callers who wait a while and for chores that do not.</summary>
public sealed class ServerLifecycle(
    IServerStore store, ISpawner spawner, ServerLaunch launch, ServerStart start, ServerStop stop, LiveServers live, Replica replica,
    Arrivals arrivals, ServerOptions limits, QueueOptions queue, FailureLimit failureLimit, NoticeBoard board, HubMetrics metrics, TimeProvider clock,
    ILogger<ServerLifecycle> log)
{
    /// <summary>Starts a server and waits for it, at most <c>slow_spawn_timeout</c>.</summary>
    /// <param name="userOptions">What the user chose; null takes what was chosen last.</param>
    /// <exception cref="InvalidInputException">It runs, or is being stopped.</exception>
    /// <exception cref="TooManyException">A limit of the hub is reached.</exception>
    /// <exception cref="UnavailableException">Too many starts have failed in a row.</exception>
    /// <exception cref="SpawnFailedException">It failed while the caller waited.</exception>
    public async Task<StartOutcome> StartAsync(
        User user, Server server, JsonObject? userOptions, StartOrigin origin, CancellationToken ct)
    {
        var name = ServerNames.Describe(user.Name, server.Name);
        if (server.State == ServerState.Ready)
            await ForgetIfDeadAsync(server, ct);
        server.UserOptions = userOptions ?? server.UserOptions;
        var trial = !server.Active && await failureLimit.AdmitAsync(ct);
        var (admission, lease, request) = await arrivals.DecideAsync(() => BeginStartAsync(user, server, trial, ticket => ticket with
        {
            UserOptions = userOptions,
            Origin = origin,
            Recorded = MaskedOptions.Of(server.UserOptions),
            ActiveLimit = limits.ActiveServerLimit,
            QueueTimeout = queue.Admits(origin.MayQueue) ? queue.Timeout : null,
        }, ct));
        switch (admission)
        {
            case StartAdmission.Begun:
                server.User ??= user;
                return await WaitAsync(live.Run(lease, async transition =>
                {
                    await arrivals.LetGoFirstAsync();
                    await start.RunAsync(transition, server, request);
                }), ct);
            case StartAdmission.PendingStart:
                metrics.SpawnEnded(SpawnStatus.Failure, "already-pending", TimeSpan.Zero);
                return StartOutcome.Pending;
            case StartAdmission.Queued:
                log.LogInformation("{Server} waits for its turn: {Limit} starts are under way", name, limits.ConcurrentSpawnLimit);
                return StartOutcome.Pending;
            case StartAdmission.Running:
                throw new InvalidInputException($"{name} is already running");
            case StartAdmission.PendingStop:
                throw new InvalidInputException($"{name} is pending stop");
            case StartAdmission.SpawnLimit:
                log.LogWarning("{Server} must wait: {Limit} starts are under way", name, limits.ConcurrentSpawnLimit);
                metrics.SpawnEnded(SpawnStatus.Failure, "throttled", TimeSpan.Zero);
                throw SpawnThrottle.TooManyStarts(limits.SpawnThrottleRetryRange);
            default:
                log.LogWarning("{Server} must wait: {Limit} servers are active", name, limits.ActiveServerLimit);
                metrics.SpawnEnded(SpawnStatus.Failure, "too-many-users", TimeSpan.Zero);
                throw new TooManyException("Active user limit exceeded. Try again in a few minutes.");
        }
    }

    /// <summary>Starts a server that has waited for its turn, if there is still room and nobody else did.</summary>
    /// <exception cref="InvalidInputException">Its options do not fit any more.</exception>
    /// <exception cref="UnavailableException">Starts are refused at present.</exception>
    public async Task StartQueuedAsync(Server server, CancellationToken ct)
    {
        var trial = await failureLimit.AdmitAsync(ct);
        var (admission, lease, request) = await BeginStartAsync(server.User!, server, trial, ticket => ticket with { FromQueue = true }, ct);
        if (admission == StartAdmission.Begun)
            _ = ObserveAsync(live.Run(lease, transition => start.RunAsync(transition, server, request)), server);
    }

    /// <summary>Stops a server, or cancels its start, and waits for that, at most <c>slow_stop_timeout</c>.</summary>
    /// <param name="remove">Whether a named server is removed once it has stopped.</param>
    /// <param name="why">What the history tells of it; null when somebody just wanted it.</param>
    public async Task<StopOutcome> StopAsync(Server server, bool remove, CancellationToken ct, StopReason? why = null)
    {
        using var changed = new NoticeSignal(board, NoticeTopic.Server, $"{server.Id}");
        var reason = why ?? StopReason.Asked;
        var turn = await BeginStopAsync(server, new StopTicket(server.Id, replica.Id, replica.LeaseTime, stop.DeadlineOf(server.SpawnerState)) { Remove = remove, Reason = reason }, ct);
        switch (turn.Admission)
        {
            case StopAdmission.Begun:
                var ending = live.Run(turn.Lease, _ => stop.FinishAsync(turn.Lease, server, turn.State, reason));
                return await EndsWithinAsync(ending.Completion, limits.SlowStopTimeout, ct) ? StopOutcome.Stopped : StopOutcome.Pending;
            case StopAdmission.Stopped:
                if (remove && server.Name.Length > 0)
                    await store.RemoveAsync(server.Id, ct);
                return StopOutcome.Stopped;
            case StopAdmission.StartCancelled or StopAdmission.Elsewhere:
                return await IsStoppedWithinAsync(server.Id, changed, limits.SlowStopTimeout, ct) ? StopOutcome.Stopped : StopOutcome.Pending;
            default:
                return StopOutcome.Pending;
        }
    }

    /// <summary>Clears up after a server whose process was found gone.</summary>
    public async Task BuryAsync(Server server, PollResult.Stopped gone, CancellationToken ct)
    {
        var reason = StopReason.Of(gone);
        // Its owner may have started it anew since it was looked at; that server is not meant.
        var ticket = new StopTicket(server.Id, replica.Id, replica.LeaseTime, stop.DeadlineOf(server.SpawnerState)) { Attempt = server.Attempt, Reason = reason };
        if (await BeginStopAsync(server, ticket, ct) is { Admission: StopAdmission.Begun } turn)
            await live.Run(turn.Lease, _ => stop.FinishAsync(turn.Lease, server, turn.State, reason)).Completion;
    }

    /// <summary>Goes on with a transition whose replica is gone, as far as its rows say it had come.</summary>
    public LiveTransition TakeOver(Server server)
    {
        var lease = new Lease(server.Id, server.LeaseNumber);
        return live.Run(lease, async transition =>
        {
            if (IsElsewhere(server))
                await stop.FinishAsync(lease, server, [], new StopReason("The machine it ran on is gone.", server.State == ServerState.Starting));
            else if (server.State == ServerState.Stopping)
                await stop.FinishAsync(lease, server, server.SpawnerState, StopReason.Resumed(server.Failure, server.StartFailed));
            else if (server.StopRequested)
                await stop.FinishAsync(lease, server, server.SpawnerState, StopReason.Cancelled);
            else if (await CanGoOnAsync(server))
                await start.ResumeAsync(transition, server, await launch.OptionsForAsync(server.User!, server, CancellationToken.None));
            else
                await stop.FinishAsync(lease, server, server.SpawnerState, server.Deadline < clock.GetUtcNow() ? OutOfTime : Interrupted);
        });
    }

    /// <summary>Whether a start can be finished: there is a server, and where it is was saved, or can be told from what was.</summary>
    private async Task<bool> CanGoOnAsync(Server server)
    {
        var found = await spawner.PollAsync(server.SpawnerState, CancellationToken.None);
        if (server.Address is not null)
            return found is not PollResult.Stopped;
        if (found is not PollResult.Running || spawner.AddressOf(server.SpawnerState) is not { } address)
            return false;
        server.Address = address.GetLeftPart(UriPartial.Authority);
        return true;
    }

    /// <summary>Waits until a server has stopped. False when it takes longer.</summary>
    public async Task<bool> IsStoppedWithinAsync(int serverId, NoticeSignal changed, TimeSpan limit, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(limit);
        try
        {
            while (await store.FindAsync(serverId, bounded.Token) is { Active: true })
                await changed.WaitAsync(TimeSpan.FromSeconds(1), bounded.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <param name="trial">Whether it is the one that is let through while others are refused.</param>
    private async Task<(StartAdmission Admission, Lease Lease, SpawnRequest Request)> BeginStartAsync(
        User user, Server server, bool trial, Func<StartTicket, StartTicket> more, CancellationToken ct)
    {
        var begun = false;
        try
        {
            var (request, credentials) = await launch.PrepareAsync(user, server, ct);
            var (admission, lease) = await store.BeginStartAsync(more(Ticket(server, request, credentials)));
            begun = admission == StartAdmission.Begun;
            return (admission, lease, request);
        }
        finally
        {
            if (trial && !begun)
                await failureLimit.ToldNothingAsync(CancellationToken.None);
        }
    }

    private StartTicket Ticket(Server server, SpawnRequest request, ServerCredentials credentials) => new()
    {
        ServerId = server.Id,
        Owner = replica.Id,
        LeaseTime = replica.LeaseTime,
        Deadline = request.StartTimeout + request.HttpTimeout + TimeSpan.FromSeconds(30),
        Host = spawner.BoundToMachine ? replica.Host : null,
        SpawnLimit = limits.ConcurrentSpawnLimit,
        QueueLimit = queue.MaxLength,
        Credentials = credentials,
    };

    private async Task ObserveAsync(LiveTransition transition, Server server)
    {
        try
        {
            await transition.Completion;
        }
        catch (Exception failed)
        {
            // The row and the progress tell users; nobody waits here.
            log.LogInformation("The start of {Server} failed: {Reason}", ServerNames.Describe(server.User!.Name, server.Name), failed.Message);
        }
    }

    private static StopReason OutOfTime { get; } =
        new("The start took longer than it may and was ended.", StartFailed: true)
        {
            Kind = SpawnFailure.Timeout,
            NextStep = "Start it again; if that happens again, tell an administrator.",
        };

    private static StopReason Interrupted { get; } =
        new("The hub was restarted before the server was up; please start it again.", StartFailed: true)
        {
            Kind = SpawnFailure.Error,
            NextStep = "Start it again.",
        };

    private async Task<StopTurn> BeginStopAsync(Server server, StopTicket ticket, CancellationToken ct) =>
        IsElsewhere(server)
            && await store.LeaveStopToItsHostAsync(server.Id, replica, ticket.Deadline, ticket.Remove, ticket.Reason, ct)
            ? new StopTurn(StopAdmission.Elsewhere)
            : await store.BeginStopAsync(ticket, ct);

    /// <summary>Whether only replicas on another machine can poll and stop it.</summary>
    private bool IsElsewhere(Server server) => server.Host is { } host && host != replica.Host;

    /// <summary>As JupyterHub: a start of a running server looks first whether it still runs.</summary>
    private async Task ForgetIfDeadAsync(Server server, CancellationToken ct)
    {
        if (!IsElsewhere(server) && await spawner.PollAsync(server.SpawnerState, ct) is PollResult.Stopped gone)
            await BuryAsync(server, gone, ct);
    }

    private async Task<StartOutcome> WaitAsync(LiveTransition transition, CancellationToken ct) =>
        await EndsWithinAsync(transition.Completion, limits.SlowSpawnTimeout, ct) ? StartOutcome.Ready : StartOutcome.Pending;

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan limit, CancellationToken ct)
    {
        // Nothing is thrown for what is usual: with a limit of zero it would be thrown at every start.
        await work.WaitAsync(limit, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }

        try
        {
            await work;
            return true;
        }
        catch (LeaseLostException)
        {
            return false;
        }
    }
}
