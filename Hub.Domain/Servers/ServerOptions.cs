using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Servers;

/// <summary>What the hub allows and limits about users' servers, and how long it waits for them.</summary>
[TraitClass("JupyterHub")]
public sealed record ServerOptions : ICheckedOptions
{
    /// <summary>Whether a user may have named servers beside the default one. Default: false.</summary>
    public bool AllowNamedServers { get; init; }

    /// <summary>How many named servers one user may have. Default: 0, which means no limit.</summary>
    [Between(0, int.MaxValue)]
    public int NamedServerLimitPerUser { get; init; }

    /// <summary>
    /// What may be done with existing named servers whose names are no longer valid: <c>allow-start</c> lets their owners start,
    /// stop and delete them, <c>allow-delete</c> only stop and delete, <c>autorename</c> renames stopped ones when the hub starts, but
    /// not what a spawner keeps under the old name, such as storage. Default: allow-start.
    /// </summary>
    public InvalidNamedServers AllowExistingInvalidNamedServers { get; init; } = InvalidNamedServers.AllowStart;

    /// <summary>
    /// The named server that is opened when a link names none, such as <c>/hub/user-redirect/…</c>. Only with allow_named_servers.
    /// Default: empty, the default server.
    /// </summary>
    public string DefaultServerName { get; init; } = "";

    /// <summary>How many servers may be starting at once; further starts wait or are answered 429 (HubSpawnQueue). 0 means no limit. Default: 100.</summary>
    [Between(0, int.MaxValue)]
    public int ConcurrentSpawnLimit { get; init; } = 100;

    /// <summary>
    /// The seconds, from and to, between which a client that meets this limit is told to come back, at random. Default: [30, 60].
    /// </summary>
    public IReadOnlyList<int> SpawnThrottleRetryRange { get; init; } = [30, 60];

    /// <summary>
    /// How many servers may be active at once, counted from the request until they have fully stopped; further starts are
    /// answered 429. Default: 0, which means no limit.
    /// </summary>
    [Between(0, int.MaxValue)]
    public int ActiveServerLimit { get; init; }

    /// <summary>
    /// Whether the servers are stopped when the hub stops. Set it to false to restart the hub while users go on working.
    /// Default: true.
    /// </summary>
    public bool CleanupServers { get; init; } = true;

    /// <summary>Whether a user's servers are stopped when the user logs out. Default: false.</summary>
    public bool ShutdownOnLogout { get; init; }

    /// <summary>
    /// Seconds after which the page of a stopped server starts it by itself, as if its button had been pressed.
    /// Default: 0, which means never.
    /// </summary>
    [Between(0)]
    public double ImplicitSpawnSeconds { get; init; }

    /// <summary>Seconds a request to start a server waits before it is answered "pending". Default: 10.</summary>
    [Trait("tornado_settings", Key = "slow_spawn_timeout"), Fractional, Between(0, int.MaxValue)]
    public TimeSpan SlowSpawnTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Seconds a request to stop a server waits before it is answered "pending". Default: 10.</summary>
    [Trait("tornado_settings", Key = "slow_stop_timeout"), Fractional, Between(0, int.MaxValue)]
    public TimeSpan SlowStopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The name that counts when a link names none: empty unless named servers are allowed.</summary>
    public string EffectiveDefaultServerName => AllowNamedServers ? DefaultServerName : "";

    public IEnumerable<OptionProblem> Check()
    {
        if (SpawnThrottleRetryRange is not [> 0, > 0] || SpawnThrottleRetryRange[0] > SpawnThrottleRetryRange[1])
            yield return new OptionProblem(nameof(SpawnThrottleRetryRange), "is no range", "two whole numbers of seconds, such as [30, 60]");
    }
}

/// <summary>What may still be done with a named server whose name is no longer valid.</summary>
public enum InvalidNamedServers
{
    AllowStart,
    AllowDelete,
    [Word("autorename")]
    AutoRename,
}
