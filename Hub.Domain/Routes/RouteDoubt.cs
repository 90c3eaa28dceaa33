using System.Collections.Concurrent;
using Hub.Domain.Notices;

namespace Hub.Domain.Routes;

/// <summary>
/// Remembers of which servers a wrong route may have been left in the proxy: something could not be done, or may be done by a hub
/// that has lost its turn. The route check looks then, instead of some minutes later, and again until it can be certain.
/// </summary>
public sealed class RouteDoubt(NoticeBoard board, TimeProvider clock)
{
    /// <summary>After this long no request to the proxy is on its way any more whose sender has died or given up.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromSeconds(12);

    /// <summary>How long a check waits for a server that is just being started or stopped, whose route it may not judge.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    // A number that no server has: the hub's own route, and whatever else is not a server's.
    private const int NoServer = 0;

    private readonly ConcurrentDictionary<int, Doubt> doubts = new();

    /// <summary>Those there are, for a check to settle.</summary>
    public IReadOnlyCollection<Doubt> Raised => [.. doubts.Values];

    /// <summary>Whether it is time to look.</summary>
    public bool Due => doubts.Values.Any(doubt => doubt.LookAt <= clock.GetTimestamp());

    public void Raise() => Raise(NoServer, mayComeLate: false);

    /// <param name="mayComeLate">Whether another's request may still arrive at the proxy, so that one look is not enough.</param>
    public void Raise(int serverId, bool mayComeLate)
    {
        var now = clock.GetTimestamp();
        doubts[serverId] = new Doubt(serverId, LookAt: now, CertainAt: mayComeLate ? After(now, Lateness) : now);
        board.Publish(NoticeTopic.Routes, null);
    }

    /// <summary>The table was right for all of these but the ones that <paramref name="inTransition"/> names.</summary>
    public void Settle(IReadOnlyCollection<Doubt> seen, IReadOnlySet<int> inTransition)
    {
        foreach (var doubt in seen)
        {
            var pair = KeyValuePair.Create(doubt.ServerId, doubt);
            if (inTransition.Contains(doubt.ServerId))
                doubts.TryUpdate(doubt.ServerId, doubt with { LookAt = After(clock.GetTimestamp(), Again) }, doubt);
            else if (doubt.LookAt < doubt.CertainAt)
                doubts.TryUpdate(doubt.ServerId, doubt with { LookAt = doubt.CertainAt }, doubt);
            else
                doubts.TryRemove(pair);
        }
    }

    private long After(long timestamp, TimeSpan wait) => timestamp + (long)(wait.TotalSeconds * clock.TimestampFrequency);

    /// <param name="LookAt">The timestamp of the next look.</param>
    /// <param name="CertainAt">From this timestamp on a look settles it.</param>
    public sealed record Doubt(int ServerId, long LookAt, long CertainAt);
}
