using System.Diagnostics;
using Hub.Domain.Metrics;

namespace Hub.Api.Metrics;

/// <summary>Measures how punctual a short timer is, which is how a hub that has too much to do shows first.</summary>
public sealed class TimerIntervals(HubMetrics metrics)
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Resolution);
        var last = Stopwatch.GetTimestamp();
        while (await timer.WaitForNextTickAsync(ct))
        {
            var now = Stopwatch.GetTimestamp();
            metrics.Ticked(Stopwatch.GetElapsedTime(last, now));
            last = now;
        }
    }
}
