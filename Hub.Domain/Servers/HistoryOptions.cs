using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Servers;

/// <summary>How long the hub remembers what became of starts.</summary>
[TraitClass("HubServerHistory")]
public sealed record HistoryOptions
{
    /// <summary>Days an attempt to run a server is remembered after its end; 0 keeps it for ever. Default: 30.</summary>
    [Between(0, 36500)]
    public int KeepDays { get; init; } = 30;

    /// <summary>How many attempts of one server are remembered at most. Default: 100.</summary>
    [Between(1, 100000)]
    public int KeepOfEachServer { get; init; } = 100;
}
