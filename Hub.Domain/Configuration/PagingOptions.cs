using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Configuration;

/// <summary>How many records a list answers at once.</summary>
[TraitClass("JupyterHub")]
public sealed record PagingOptions
{
    /// <summary>How many records a list of the API holds when the request does not say. Default: 50.</summary>
    [Between(1, int.MaxValue)]
    public int ApiPageDefaultLimit { get; init; } = 50;

    /// <summary>How many records a list of the API holds at most. Default: 200.</summary>
    [Between(1, int.MaxValue)]
    public int ApiPageMaxLimit { get; init; } = 200;
}
