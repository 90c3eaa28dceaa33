namespace Hub.Domain.Servers;

/// <summary>Who wants a server to start, as its history tells it.</summary>
/// <param name="By">The user or service who asked.</param>
/// <param name="RequestId">The request, as logs and answers name it.</param>
/// <param name="MayQueue">Whether the start waits where there is no room now; else it is refused.</param>
public sealed record StartOrigin(string By, string? RequestId = null, bool MayQueue = false);
