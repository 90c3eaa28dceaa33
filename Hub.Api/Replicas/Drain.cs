using Hub.Domain.Configuration;
using Hub.Domain.Replicas;
using Hub.Domain.Routes;
using Hub.Domain.Upkeep;

namespace Hub.Api.Replicas;

/// <summary>Sends visitors to the other replicas before this one stops listening, so that none of them meets a closed door.</summary>
public sealed class Drain(ReplicaPresence presence, RouteRound round, IProxy proxy, ProcessOptions options, TimeProvider clock, ILogger<Drain> log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>What the proxy had sent here just before it heard of the change is still on its way.</summary>
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether other replicas go on.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await presence.BecomeAsync(ReplicaState.Draining, ct);
        var others = await presence.ReadyAsync(ct);
        if (others.Count == 0)
            return false;
        log.LogInformation("No longer ready; {Count} other hubs go on", others.Count);
        // Hubs under one address are somebody else's to tell apart.
        if (others.All(other => other.Address != presence.Address))
            await LeaveRoutesAsync(ct);
        await Task.Delay(options.DrainDelay > UnderWay ? options.DrainDelay : UnderWay, clock, ct);
        return true;
    }

    /// <summary>Until the proxy leads nobody here any more; a proxy that is away leads nobody anywhere.</summary>
    private async Task LeaveRoutesAsync(CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Longest);
        try
        {
            do
            {
                await round.RunOnceAsync(bounded.Token);
                await Task.Delay(LookInterval, clock, bounded.Token);
            }
            while ((await proxy.GetAllAsync(bounded.Token)).Any(LeadsHere));
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Whether the proxy has moved on cannot be told: {Reason}", failed.Message);
        }
    }

    private bool LeadsHere(Domain.Routes.Route route) =>
        route.Data.Hub && (route.Data.Group?.Targets ?? [route.Target]).Any(target => target.TrimEnd('/') == presence.Address);
}
