namespace Hub.Api.SingleUser;

/// <summary>Tells the hub from time to time when the server was last used, so that idle servers can be found.</summary>
public sealed class ActivityReporter(
    SingleUserSettings settings, HubConnection hub, LastActivity activity, TimeProvider time, ILogger<ActivityReporter> log) : BackgroundService
{
    private DateTimeOffset sent = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.ActivityUrl is null || settings.ActivityInterval == TimeSpan.Zero)
        {
            log.LogWarning("Activity is not reported to the hub");
            return;
        }

        while (true)
        {
            if (activity.At > sent)
                await ReportAsync(stoppingToken);
            await Task.Delay(Jittered(settings.ActivityInterval), time, stoppingToken);
        }
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            var latest = activity.At;
            try
            {
                await hub.ReportActivityAsync(latest, ct);
                sent = latest;
                log.LogDebug("Reported activity at {Time} after {Failures} failures", latest, failures);
                return;
            }
            catch (HubCallException error)
            {
                log.LogError("Activity could not be reported: {Reason}", error.Message);
                if (failures == settings.ActivityPauses.Count)
                    return;
            }

            await Task.Delay(settings.ActivityPauses[failures], time, ct);
        }
    }

    /// <summary>Servers that were started together shall not report together.</summary>
    private static TimeSpan Jittered(TimeSpan interval) => interval * (0.9 + (0.2 * Random.Shared.NextDouble()));
}
