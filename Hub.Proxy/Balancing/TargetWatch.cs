using Hub.Proxy.Logging;
using Hub.Proxy.Upstream;

namespace Hub.Proxy.Balancing;

/// <summary>
/// Keeps an eye on the targets of routes that have several. Every so often, by default every second, each is asked for its health path; one that
/// cannot be reached or does not answer 2xx gets no more requests until it does.
/// </summary>
internal sealed class TargetWatch : IDisposable
{
    private const int MostChecks = 32;

    private readonly Dictionary<(string Origin, string? HealthPath), BalancedTarget> _targets = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _checks = new(MostChecks, MostChecks);
    private readonly UpstreamPools _pools;
    private readonly ProxyLog _log;
    private readonly ITimer _timer;

    public TargetWatch(UpstreamPools pools, TimeSpan interval, TimeProvider clock, ProxyLog log)
    {
        _pools = pools;
        _log = log;
        _timer = clock.CreateTimer(_ => CheckAll(), null, interval, interval);
    }

    public BalanceCounters Counters { get; } = new();

    /// <summary>How many targets are watched, and how many of them are ejected.</summary>
    public (int All, int Ejected) Count()
    {
        lock (_lock) return (_targets.Count, _targets.Values.Count(t => t.IsEjected));
    }

    public RouteTargets Enter(IReadOnlyList<TargetAddress> addresses, string? healthPath)
    {
        lock (_lock) return new RouteTargets(addresses, [.. addresses.Select(a => Enter(a, healthPath))]);
    }

    public void Leave(RouteTargets targets)
    {
        lock (_lock)
        {
            foreach (var target in targets.Targets)
            {
                if (--target.Routes > 0) continue;
                _targets.Remove((target.Origin, target.HealthPath));
                _pools.Leave(target.Pool);
            }
        }
    }

    /// <summary>Takes a target out until a check finds it well again.</summary>
    public void Eject(BalancedTarget target, string reason)
    {
        if (!target.Eject()) return;
        Counters.Ejection();
        _log.Warn($"Target {target.Origin} ejected: {reason}");
    }

    public void Dispose() => _timer.Dispose();

    private BalancedTarget Enter(TargetAddress address, string? healthPath)
    {
        if (!_targets.TryGetValue((address.Origin, healthPath), out var target))
        {
            target = new BalancedTarget(_pools.Enter(address), healthPath);
            _targets.Add((address.Origin, healthPath), target);
            _ = CheckAsync(target);
        }

        target.Routes++;
        return target;
    }

    private void CheckAll()
    {
        List<BalancedTarget> targets;
        lock (_lock) targets = [.. _targets.Values];
        foreach (var target in targets) _ = CheckAsync(target);
    }

    private async Task CheckAsync(BalancedTarget target)
    {
        // Without a path to ask for, a target that takes requests tells enough by that.
        if ((target.HealthPath is null && !target.IsEjected) || !target.TryBeginCheck()) return;
        await _checks.WaitAsync().ConfigureAwait(false);
        try
        {
            var problem = await HealthCheck.FindProblemAsync(target.Pool, target.HealthPath).ConfigureAwait(false);
            // It may have gone meanwhile.
            if (target.Routes == 0) return;
            if (problem is not null) Eject(target, problem);
            else if (target.Restore()) _log.Info($"Target {target.Origin} is back");
        }
        finally
        {
            _checks.Release();
            target.EndCheck();
        }
    }
}
