using Hub.Proxy.Upstream;

namespace Hub.Proxy.Balancing;

/// <summary>The several targets of one route, and whose turn it is.</summary>
internal sealed class RouteTargets(IReadOnlyList<TargetAddress> addresses, IReadOnlyList<BalancedTarget> targets)
{
    /// <summary>As many as fit into the set of those that were tried.</summary>
    public const int Most = 64;

    private int _turn = -1;

    public IReadOnlyList<TargetAddress> Addresses { get; } = addresses;

    public IReadOnlyList<BalancedTarget> Targets { get; } = targets;

    /// <summary>
    /// The target with the fewest requests waiting, in turn among equals; those that are ejected come after all others.
    /// </summary>
    /// <param name="tried">A bit for each that is out of the question.</param>
    /// <returns>Its place in the list; -1 if all were tried.</returns>
    public int Choose(ulong tried)
    {
        // A second try takes no turn: else, with two targets, each request would begin at the one that fails.
        var turn = tried == 0 ? Interlocked.Increment(ref _turn) : Volatile.Read(ref _turn);
        var first = (int)((uint)turn % (uint)Targets.Count);
        var best = -1;
        var least = long.MaxValue;
        for (var i = 0; i < Targets.Count; i++)
        {
            var at = (first + i) % Targets.Count;
            if ((tried & (1UL << at)) != 0) continue;
            var load = Targets[at].Outstanding + (Targets[at].IsEjected ? 1L << 40 : 0);
            if (load >= least) continue;
            (best, least) = (at, load);
        }

        return best;
    }
}
