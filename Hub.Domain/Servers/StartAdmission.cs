namespace Hub.Domain.Servers;

/// <summary>What became of the wish to start a server.</summary>
public enum StartAdmission
{
    /// <summary>The transition is ours: a lease was taken.</summary>
    Begun,

    /// <summary>A start is under way already.</summary>
    PendingStart,

    /// <summary>It is still being stopped.</summary>
    PendingStop,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary><c>concurrent_spawn_limit</c> starts are under way.</summary>
    SpawnLimit,

    /// <summary><c>active_server_limit</c> servers are active.</summary>
    ActiveLimit,
}
