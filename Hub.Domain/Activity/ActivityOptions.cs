using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Activity;

/// <summary>How finely and how often the activity of users and servers is recorded.</summary>
[TraitClass("JupyterHub")]
public sealed record ActivityOptions
{
    /// <summary>
    /// Seconds by which a request must be newer than what is recorded of its user and its token to be worth recording; 0 records every
    /// one. What servers and the proxy report is recorded in any case. Default: 30.
    /// </summary>
    [Between(0, int.MaxValue)]
    public TimeSpan ActivityResolution { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Seconds within which a user must have been active to count as active in the log, at each look at the proxy. Default: 1800.</summary>
    [Between(0, int.MaxValue)]
    public TimeSpan ActiveUserWindow { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>Seconds between two looks at the activity the proxy has seen. Default: 300.</summary>
    [Between(1, int.MaxValue)]
    public TimeSpan LastActivityInterval { get; init; } = TimeSpan.FromSeconds(300);
}
