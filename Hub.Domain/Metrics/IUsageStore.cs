namespace Hub.Domain.Metrics;

/// <summary>Counts users and servers for the metrics.</summary>
public interface IUsageStore
{
    Task<Usage> CountAsync(DateTimeOffset now, CancellationToken ct);
}
