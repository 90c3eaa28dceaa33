using Hub.Domain.Paging;

namespace Hub.Domain.Servers;

/// <summary>Keeps the attempts to run servers.</summary>
public interface IServerHistory
{
    /// <summary>The attempts of one server of a user, the newest first; also of a server that is gone.</summary>
    Task<PageOf<ServerAttempt>> PageAsync(int userId, string serverName, Page page, CancellationToken ct);

    /// <summary>The newest attempt of a server; null when there is none.</summary>
    Task<ServerAttempt?> LatestAsync(int userId, string serverName, CancellationToken ct);

    /// <summary>Removes what ended before an age, and of each server all but its newest.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(TimeSpan age, int keepOfEach, CancellationToken ct);
}
