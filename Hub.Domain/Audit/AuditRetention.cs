using Microsoft.Extensions.Logging;

namespace Hub.Domain.Audit;

/// <summary>Removes audit events that are older than the configuration wants them kept.</summary>
public sealed class AuditRetention(IAuditStore store, AuditOptions options, TimeProvider clock, ILogger<AuditRetention> log)
{
    public async Task RunOnceAsync(CancellationToken ct)
    {
        if (options.RetentionDays == 0)
            return;
        var removed = await store.RemoveBeforeAsync(clock.GetUtcNow() - TimeSpan.FromDays(options.RetentionDays), ct);
        if (removed > 0)
            log.LogInformation("{Count} audit events were older than {Days} days and are removed", removed, options.RetentionDays);
    }
}
