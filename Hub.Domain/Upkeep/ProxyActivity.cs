using System.Diagnostics;
using Hub.Domain.Activity;
using Hub.Domain.Metrics;
using Hub.Domain.Routes;
using Hub.Domain.Servers;
using Microsoft.Extensions.Logging;
using ActivityKind = Hub.Domain.Activity.ActivityKind;

namespace Hub.Domain.Upkeep;

/// <summary>Takes over what the proxy has seen of the use of servers, which is more than the servers report.</summary>
public sealed class ProxyActivity(
    IProxy proxy, IServerStore servers, ActivityRecorder recorder, ActivityOptions options, HubMetrics metrics, TimeProvider clock,
    ILogger<ProxyActivity> log)
{
    public async Task RunOnceAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var routes = await proxy.GetAllAsync(ct);
        metrics.ProxyPolled(Stopwatch.GetElapsedTime(began));
        var seen = routes.Where(route => route is { LastActivity: not null, Data.User: not null })
            .ToDictionary(route => (route.Data.User!, route.Data.ServerName ?? ""), route => route.LastActivity!.Value);
        if (seen.Count == 0)
            return;
        var since = clock.GetUtcNow() - options.ActiveUserWindow;
        log.LogDebug(
            "{Count} users were active in the last {Seconds} seconds", seen.Where(entry => entry.Value > since).Select(entry => entry.Key.Item1).Distinct().Count(),
            options.ActiveUserWindow.TotalSeconds);
        foreach (var server in await servers.ActiveAsync(ct))
        {
            if (!seen.TryGetValue((server.User!.Name, server.Name), out var at))
                continue;
            recorder.Seen(ActivityKind.Server, server.Id, at);
            recorder.Seen(ActivityKind.User, server.UserId, at);
        }
    }
}
