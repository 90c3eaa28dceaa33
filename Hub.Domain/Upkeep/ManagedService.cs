using Hub.Domain.Services;

namespace Hub.Domain.Upkeep;

/// <summary>What one replica remembers of a managed service it runs; all else is in the row.</summary>
internal sealed class ManagedService(ServiceDefinition definition)
{
    public ServiceDefinition Definition { get; } = definition;

    public RestartPause Pause { get; } = new();

    public ServiceOutput? Output { get; set; }

    /// <summary>When it may be started again.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Since when another machine has been asked to end its process of this service; null when none has to.</summary>
    public DateTimeOffset? WaitingSince { get; set; }
}
