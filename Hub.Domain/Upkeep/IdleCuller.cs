using Hub.Domain.Access;
using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Upkeep;

/// <summary>Stops servers that nobody uses, and those that are too old.</summary>
public sealed class IdleCuller(
    IServerStore store, IAccessStore access, ServerLifecycle lifecycle, CullRules rules, IdleCullerOptions options, TimeProvider clock,
    ILogger<IdleCuller> log)
{
    private const int AtOnce = 10;

    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (!options.Active)
            return;
        var ready = (await store.ActiveAsync(ct)).Where(server => server.State == ServerState.Ready).ToList();
        var groups = await GroupsAsync(ready, ct);
        var due = ready.Where(server => Due(server, groups) is not null);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (server, token) => await CullAsync(server, groups, token));
    }

    private async Task CullAsync(Server seen, ILookup<string, string> groups, CancellationToken ct)
    {
        // Looked at again: somebody may have come back, or asked for it to be kept, while others were stopped.
        if (await store.FindAsync(seen.Id, ct) is not { } server || Due(server, groups) is not { } plan)
            return;
        var name = ServerNames.Describe(server.User!.Name, server.Name);
        if (options.DryRun)
        {
            log.LogInformation("{Server} would be stopped: {Reason} (HubIdleCuller.dry_run)", name, plan.Why);
            return;
        }

        log.LogInformation("Stopping {Server}: {Reason}", name, plan.Why);
        var remove = options.RemoveNamedServers && server.Name.Length > 0;
        try
        {
            await lifecycle.StopAsync(server, remove, ct, StopReason.Asked with { Cause = plan.Why, NextStep = "Start it again." });
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // The others must not wait for this one: its stop is taken over when its lease runs out.
            log.LogWarning("{Server} could not be stopped: {Reason}", name, failed.Message);
        }
    }

    private CullPlan? Due(Server server, ILookup<string, string> groups) =>
        rules.PlanFor(server, [.. groups[server.User!.Name]]) is { } plan && plan.StopsAt <= clock.GetUtcNow() ? plan : null;

    private async Task<ILookup<string, string>> GroupsAsync(List<Server> ready, CancellationToken ct) =>
        (options.Policies.Values.Any(policy => policy.Groups.Count > 0) && ready.Count > 0
            ? await access.MembershipsAsync([.. ready.Select(server => server.User!.Name).Distinct()], ct)
            : []).ToLookup(pair => pair.User, pair => pair.Group);
}
