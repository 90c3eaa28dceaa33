using System.Diagnostics;
using System.Text.Json.Nodes;
using Hub.Domain.Authenticators.Pam;
using Hub.Domain.Metrics;
using Hub.Domain.Routes;
using Hub.Domain.Spawners;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>
/// One stop, or the undoing of a start: route, process, hooks, rows, in this order, so that nobody is sent to a server that is
/// going. It can be repeated from the beginning at any point.
/// </summary>
public sealed class ServerStop(
    IServerStore store, ISpawner spawner, IProxy proxy, RouteDoubt doubt, ServerAddresses addresses, ServerHooks hooks, SpawnerOptions options,
    ServerActivity activity, PamSessions sessions, HubMetrics metrics, ILogger<ServerStop> log)
{
    private static readonly TimeSpan ForcePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RoutePatience = TimeSpan.FromSeconds(5);

    /// <summary>The longest a stop takes by the spawner's own patience, with room for the rest.</summary>
    public TimeSpan DeadlineOf(JsonObject state) =>
        (spawner.PatienceOf(state) ?? options.InterruptTimeout + options.TermTimeout + options.KillTimeout) + hooks.AfterStopPatience + TimeSpan.FromSeconds(15);

    /// <param name="state">The newest spawner state known, which may be newer than the row's.</param>
    public async Task FinishAsync(Lease lease, Server server, JsonObject state, StopReason reason)
    {
        if (!await store.TurnIntoStopAsync(lease, DeadlineOf(state), reason, CancellationToken.None))
            throw new LeaseLostException(lease);
        var removed = await RemoveRouteAsync(server);
        if (state.Count > 0)
            await EndAsync(state, now: reason.StartFailed);
        await sessions.CloseAsync(server.User!.Name, CancellationToken.None);
        server.Failure = reason.Failure;
        await hooks.AfterStopAsync(server);
        if (!await store.FinishStopAsync(lease, reason, CancellationToken.None))
            throw new LeaseLostException(lease);
        Told(server, removed);
    }

    /// <summary>Ends a server as far as that goes; what does not go is told, and the row is stopped all the same.</summary>
    /// <param name="host">The machine we are on.</param>
    public async Task<IReadOnlyList<string>> ForceAsync(Lease lease, Server server, StopReason reason, string host)
    {
        var trouble = new List<string>();
        var removed = await RemoveRouteAsync(server);
        if (!removed)
            trouble.Add("The proxy does not answer; its route is removed when it does.");
        if (server.Host is { } elsewhere && elsewhere != host)
            trouble.Add($"Its process, if there is one, is on {elsewhere}; see there whether it still runs.");
        else
        {
            if (server.SpawnerState.Count > 0)
                trouble.AddRange(await TryEndAsync(server));
            await sessions.CloseAsync(server.User!.Name, CancellationToken.None);
        }

        if (!await store.FinishStopAsync(lease, reason, CancellationToken.None))
            throw new LeaseLostException(lease);
        Told(server, removed);
        // Only now: whatever hangs has to be stopped first.
        server.Failure = reason.Failure;
        await hooks.AfterStopAsync(server);
        return trouble;
    }

    private void Told(Server server, bool routeRemoved)
    {
        // Only now: before, the check leaves the routes of transitions alone.
        if (!routeRemoved)
            doubt.Raise(server.Id, mayComeLate: false);
        activity.Note(server);
        log.LogInformation("Server {Server} is stopped", addresses.Describe(server));
    }

    private async Task<IReadOnlyList<string>> TryEndAsync(Server server)
    {
        try
        {
            await EndAsync(server.SpawnerState, now: true).WaitAsync(ForcePatience);
            return [];
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            log.LogWarning("{Server} could not be ended: {Reason}", addresses.Describe(server), failed.Message);
            return [$"The spawner could not end it: {failed.Message}"];
        }
    }

    private async Task<bool> RemoveRouteAsync(Server server)
    {
        var began = Stopwatch.GetTimestamp();
        using var bounded = new CancellationTokenSource(RoutePatience);
        try
        {
            await proxy.DeleteAsync(addresses.Route(server).Routespec, bounded.Token);
            metrics.RouteRemoved(success: true, Stopwatch.GetElapsedTime(began));
            return true;
        }
        catch (Exception unreachable) when (unreachable is ProxyException or OperationCanceledException)
        {
            // The route check removes it as soon as the proxy is back; a server must not live on for that.
            metrics.RouteRemoved(success: false, Stopwatch.GetElapsedTime(began));
            log.LogWarning("The route of {Server} could not be removed yet: {Reason}", addresses.Describe(server), unreachable.Message);
            return false;
        }
    }

    private async Task EndAsync(JsonObject state, bool now)
    {
        var began = Stopwatch.GetTimestamp();
        var ended = false;
        using var bounded = new CancellationTokenSource(DeadlineOf(state));
        try
        {
            await spawner.StopAsync(state, now, bounded.Token);
            ended = true;
        }
        finally
        {
            metrics.StopEnded(ended, Stopwatch.GetElapsedTime(began));
        }
    }
}
