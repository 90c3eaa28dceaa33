using System.Collections.Concurrent;
using Hub.Domain.Notices;
using Hub.Domain.Routes;

namespace Hub.Domain.Servers;

/// <summary>
/// The transitions this replica runs: handles only. Everything that matters is in the rows, so any other replica can go on
/// where these end.
/// </summary>
public sealed class LiveServers : IDisposable
{
    private readonly ConcurrentDictionary<int, LiveTransition> transitions = new();
    private readonly RouteDoubt doubt;
    private readonly IDisposable subscription;

    public LiveServers(NoticeBoard board, RouteDoubt doubt)
    {
        this.doubt = doubt;
        subscription = board.Subscribe(NoticeTopic.StopRequest, payload =>
        {
            // A notice may come when what it was about has ended and the server is being started anew.
            if (payload?.Split('/') is [var id, _] && int.TryParse(id, out var serverId)
                && transitions.TryGetValue(serverId, out var live) && live.Lease.Text == payload)
                live.Cancel();
        });
    }

    public ICollection<LiveTransition> All => transitions.Values;

    public LiveTransition? Find(int serverId) => transitions.GetValueOrDefault(serverId);

    /// <summary>Runs a transition to its end, whatever becomes of the request that asked for it.</summary>
    public LiveTransition Run(Lease lease, Func<LiveTransition, Task> transition)
    {
        var live = new LiveTransition(lease);
        transitions[lease.ServerId] = live;
        live.Completion = Task.Run(async () =>
        {
            try
            {
                await transition(live);
            }
            catch (Exception failed)
            {
                // A replica that has lost its lease may have learned so only after it had changed a route.
                if (failed is LeaseLostException || live.Lost)
                    doubt.Raise(lease.ServerId, mayComeLate: true);
                throw;
            }
            finally
            {
                transitions.TryRemove(KeyValuePair.Create(lease.ServerId, live));
            }
        });
        return live;
    }

    /// <summary>Compares with what the rows say this replica holds: cancels what is to be cancelled, drops what is lost.</summary>
    public void Reconcile(IReadOnlyCollection<LiveTransition> askedFor, IReadOnlyList<HeldLease> held)
    {
        var byLease = held.ToDictionary(lease => lease.Lease);
        foreach (var live in askedFor)
        {
            if (!byLease.TryGetValue(live.Lease, out var lease))
            {
                if (!live.Completion.IsCompleted)
                    live.Lose();
            }
            else if (lease.StopRequested)
            {
                live.Cancel();
            }
        }
    }

    public void Dispose() => subscription.Dispose();
}
