using System.Diagnostics;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.Local;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Errors;
using Hub.Domain.Metrics;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>
/// One start, from the lease to the route. Whatever goes wrong on the way, and whenever it is cancelled, what was made is
/// undone; only when another replica has the lease is everything left as it is.
/// </summary>
public sealed class ServerStart(
    IServerStore store, ISpawner spawner, ReadinessProbe probe, IProxy proxy, ServerAddresses addresses, ServerStop stop,
    ServerHooks hooks, ServerActivity activity, FailureLimit failureLimit, SpawnerOptions options, SystemUsers accounts, PamSessions sessions,
    HubMetrics metrics, ILogger<ServerStart> log)
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// <list type="number">
    /// <item>The spawner starts the server; what it needs to find it again is saved before and after.</item>
    /// <item>The address is saved: from here on another replica can finish the start.</item>
    /// <item>The server answers HTTP.</item>
    /// <item>The proxy gets the route.</item>
    /// <item>Only now is the server ready.</item>
    /// </list>
    /// </summary>
    /// <exception cref="SpawnFailedException">It did not become ready; everything was undone.</exception>
    public async Task RunAsync(LiveTransition live, Server server, SpawnRequest request)
    {
        var journal = new RowJournal(store, live.Lease);
        await AttemptAsync(live, server, journal, async () =>
        {
            // 1
            activity.Note(server);
            await Task.WhenAll(
                EnterAsync(live, ServerPhase.SpawnerStart), journal.ReportAsync(new SpawnEvent(50, "Spawning server..."), live.Cancelled));
            await accounts.EnsureAsync([server.User!.Name], live.Cancelled);
            await sessions.OpenAsync(server.User.Name, live.Cancelled);
            var spawned = await WithinAsync(
                request.StartTimeout,
                async ct => await spawner.StartAsync(await hooks.BeforeStartAsync(server, request, ct), journal, ct),
                $"The server did not start within {request.StartTimeout.TotalSeconds:0} seconds (Spawner.start_timeout).",
                live.Cancelled);
            // 2
            server.Address = spawned.Address.GetLeftPart(UriPartial.Authority);
            await SaveAddressAsync(live, server);
            await BecomeReadyAsync(live, server, journal, request.Traits ?? options);
        });
    }

    /// <summary>Goes on with a start that another replica began and had brought as far as a server with an address.</summary>
    public Task ResumeAsync(LiveTransition live, Server server, SpawnerOptions own)
    {
        var journal = new RowJournal(store, live.Lease) { State = server.SpawnerState };
        return AttemptAsync(live, server, journal, async () =>
        {
            await SaveAddressAsync(live, server);
            await BecomeReadyAsync(live, server, journal, own);
        });
    }

    private async Task EnterAsync(LiveTransition live, ServerPhase phase)
    {
        if (!await store.EnterPhaseAsync(live.Lease, phase, live.Cancelled))
            throw new LeaseLostException(live.Lease);
    }

    private async Task SaveAddressAsync(LiveTransition live, Server server)
    {
        if (!await store.SaveAddressAsync(live.Lease, server.Address!, live.Cancelled))
            throw new LeaseLostException(live.Lease);
    }

    private async Task BecomeReadyAsync(LiveTransition live, Server server, RowJournal journal, SpawnerOptions own)
    {
        var address = new Uri(server.Address!);
        // 3
        await WithinAsync(
            own.HttpTimeout,
            async ct =>
            {
                await probe.WaitAsync(addresses.Probe(server), token => spawner.PollAsync(journal.State, token), ct);
                return true;
            },
            $"The server at {address} did not answer HTTP within {own.HttpTimeout.TotalSeconds:0} seconds (Spawner.http_timeout).",
            live.Cancelled);
        // 4
        await EnterAsync(live, ServerPhase.Routing);
        var (routespec, data) = addresses.Route(server);
        await AddRouteAsync(routespec, server.Address!, data, live.Cancelled);
        // 5
        TimeSpan? itsOwn = own.PollEvery == options.PollEvery ? null : own.PollEvery;
        var message = $"Server ready at {addresses.Url(server.User!.Name, server.Name)}";
        if (!await store.FinishStartAsync(live.Lease, message, own.PollEvery, itsOwn, CancellationToken.None))
            throw new OperationCanceledException("A stop came first.");
        log.LogInformation("Server {Server} is ready at {Address}", addresses.Describe(server), server.Address);
    }

    private async Task AttemptAsync(LiveTransition live, Server server, RowJournal journal, Func<Task> attempt)
    {
        var began = Stopwatch.GetTimestamp();
        var status = SpawnStatus.Failure;
        SpawnFailedException failure;
        StopReason? reason = null;
        try
        {
            await attempt();
            await failureLimit.SucceededAsync(CancellationToken.None);
            metrics.SpawnEnded(SpawnStatus.Success, "", Stopwatch.GetElapsedTime(began));
            return;
        }
        catch (LeaseLostException)
        {
            throw;
        }
        catch (OperationCanceledException) when (live.Lost)
        {
            throw new LeaseLostException(live.Lease);
        }
        catch (OperationCanceledException)
        {
            failure = new SpawnFailedException("Spawn cancelled") { NextStep = "Start it again." };
            reason = StopReason.Cancelled;
        }
        catch (SpawnFailedException failed)
        {
            failure = failed;
        }
        catch (Exception unexpected)
        {
            log.LogError(unexpected, "Starting {Server} failed", addresses.Describe(server));
            failure = new SpawnFailedException("The hub could not start the server; its log says why.", unexpected);
            status = SpawnStatus.Error;
        }

        metrics.SpawnEnded(status, reason is null ? failure.Reason.ToString().ToLowerInvariant() : "", Stopwatch.GetElapsedTime(began));
        log.LogWarning("Server {Server} did not start: {Reason} {Detail}", addresses.Describe(server), failure.Message, failure.Detail);
        var counts = reason is null;
        // Read before the end: some spawners take the output away with the server.
        reason ??= StopReason.Of(failure, await OutputAsync(journal.State));
        // Before there is room again for one of those who wait: it must not begin what is refused from now on.
        if (counts)
            await failureLimit.FailedAsync(addresses.Describe(server), failure, CancellationToken.None);
        await stop.FinishAsync(live.Lease, server, journal.State, reason);
        if (!counts)
            await failureLimit.ToldNothingAsync(CancellationToken.None);
        throw failure;
    }

    private async Task<string> OutputAsync(JsonObject state)
    {
        try
        {
            using var bounded = new CancellationTokenSource(OutputPatience);
            return state.Count == 0 ? "" : await spawner.OutputAsync(state, bounded.Token);
        }
        catch (Exception trouble) when (trouble is not OutOfMemoryException)
        {
            log.LogInformation("The output of a failed start cannot be read: {Reason}", trouble.Message);
            return "";
        }
    }

    private async Task AddRouteAsync(Routespec routespec, string target, RouteData data, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var added = false;
        try
        {
            await proxy.AddAsync(routespec, target, data, ct);
            added = true;
        }
        finally
        {
            metrics.RouteAdded(added, Stopwatch.GetElapsedTime(began));
        }
    }

    private static async Task<T> WithinAsync<T>(
        TimeSpan limit, Func<CancellationToken, Task<T>> step, string tooLate, CancellationToken cancelled)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        bounded.CancelAfter(limit);
        var done = false;
        try
        {
            // The wait is bounded too: a spawner that does not heed its token must not hold the start for ever.
            var result = await step(bounded.Token).WaitAsync(limit + TimeSpan.FromSeconds(1), cancelled);
            done = true;
            return result;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            throw new SpawnFailedException(tooLate, late) { Reason = SpawnFailure.Timeout };
        }
        finally
        {
            // The wait may end before the step has heard of it, and would then take its token away: it has to know, before anything is undone.
            if (!done)
                await bounded.CancelAsync();
        }
    }
}
