namespace Hub.Domain.Metrics;

/// <summary>How much the hub is used at this moment, over all replicas.</summary>
/// <param name="FailedStarts">Starts that have failed in a row; null when none ever has.</param>
/// <param name="StartsRefused">1 while starts are refused for that, else 0.</param>
/// <param name="ActiveDay">Users active within 24 hours.</param>
/// <param name="ActiveWeek">Users active within 7 days.</param>
/// <param name="ActiveMonth">Users active within 30 days.</param>
public sealed record Usage(long RunningServers, int? FailedStarts, long StartsRefused, long TotalUsers, long ActiveDay, long ActiveWeek, long ActiveMonth);
