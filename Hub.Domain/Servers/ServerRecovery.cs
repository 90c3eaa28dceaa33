using Hub.Domain.Routes;
using Microsoft.Extensions.Logging;

namespace Hub.Domain.Servers;

/// <summary>Takes over the transitions of replicas that are gone, among them this one's own before a restart.</summary>
public sealed class ServerRecovery(IServerStore store, ServerLifecycle lifecycle, RouteDoubt doubt, Replica replica, ILogger<ServerRecovery> log)
{
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var server in await store.TakeOverAsync(replica, ct))
        {
            log.LogWarning(
                "Taking over {Server}, which was {State}", ServerNames.Describe(server.User!.Name, server.Name), server.Pending);
            _ = ObserveAsync(lifecycle.TakeOver(server), server);
        }
    }

    private async Task ObserveAsync(LiveTransition transition, Server server)
    {
        try
        {
            await transition.Completion;
        }
        catch (Exception failed)
        {
            // The row tells users; a transition that did not end is taken over again when this lease runs out.
            log.LogWarning("Taking over {Server} failed: {Reason}", ServerNames.Describe(server.User!.Name, server.Name), failed.Message);
        }
        finally
        {
            // What its former owner sent to the proxy may arrive after what we sent.
            doubt.Raise(server.Id, mayComeLate: true);
        }
    }
}
