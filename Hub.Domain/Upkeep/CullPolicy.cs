using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Upkeep;

/// <summary>Times of the idle culler that hold for some servers only.</summary>
[ConfigurationEntry]
public sealed record CullPolicy
{
    /// <summary>Groups of the owner, of which one is enough; empty for everybody.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Options the server was started with, such as its profile; all must be the same.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Seconds without activity; 0 is never.</summary>
    public int Timeout { get; init; }

    /// <summary>Seconds after the start; 0 is never.</summary>
    public int MaxAge { get; init; }
}
