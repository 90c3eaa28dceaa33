namespace Hub.Domain.Servers;

/// <summary>How far a start has come.</summary>
public enum ServerPhase
{
    /// <summary>It has its place under the limits, its lease and its credentials.</summary>
    Accepted,

    /// <summary>The spawner is at work.</summary>
    SpawnerStart,

    /// <summary>There is a server with an address; it does not answer yet.</summary>
    WaitingForHttp,

    /// <summary>It answers; the proxy is being told.</summary>
    Routing,
}
