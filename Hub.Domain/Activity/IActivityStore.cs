namespace Hub.Domain.Activity;

/// <summary>Writes what was active when, many at a time, and never moves a time backwards.</summary>
public interface IActivityStore
{
    Task RecordAsync(ActivityBatch batch, CancellationToken ct);
}
