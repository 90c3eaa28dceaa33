using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Upkeep;

/// <summary>When the hub stops servers that nobody uses. The external idle culler works as well; nobody needs both.</summary>
[TraitClass("HubIdleCuller")]
public sealed record IdleCullerOptions
{
    /// <summary>Seconds without activity after which a server is stopped. Default: 0, which means never.</summary>
    [Between(0, int.MaxValue)]
    public int Timeout { get; init; }

    /// <summary>Seconds after its start at which a server is stopped, used or not. Default: 0, which means never.</summary>
    [Between(0, int.MaxValue)]
    public int MaxAge { get; init; }

    /// <summary>Seconds between two looks for such servers. Default: 60.</summary>
    [Between(1, int.MaxValue)]
    public TimeSpan CullEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether named servers are stopped. Default: true.</summary>
    public bool CullNamedServers { get; init; } = true;

    /// <summary>Whether default servers are stopped. Default: true.</summary>
    public bool CullDefaultServers { get; init; } = true;

    /// <summary>Whether the servers of administrators are stopped. Default: true.</summary>
    public bool CullAdminUsers { get; init; } = true;

    /// <summary>Whether a named server is removed once it was stopped for this. Default: false.</summary>
    public bool RemoveNamedServers { get; init; }

    /// <summary>Seconds before the stop from which on the owner's page warns of it. Default: 600.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan WarnBefore { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Seconds ahead up to which an owner can have a server kept; 0 forbids it. Default: 86400, a day.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan KeepAtMost { get; init; } = TimeSpan.FromSeconds(86400);

    /// <summary>Whether the log only says what would be stopped. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Other times for some servers: <c>{"key": {"groups": ["a"], "options": {"profile": "gpu"}, "timeout": 600, "max_age": 7200}}</c>.
    /// The first that fits holds, in the order of the keys. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, CullPolicy> Policies { get; init; } = new Dictionary<string, CullPolicy>();

    /// <summary>Whether anything can ever be stopped for being idle or old.</summary>
    public bool Active => Timeout > 0 || MaxAge > 0 || Policies.Values.Any(policy => policy.Timeout > 0 || policy.MaxAge > 0);
}
