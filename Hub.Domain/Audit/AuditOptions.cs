using Hub.Domain.Configuration.Traits;

namespace Hub.Domain.Audit;

/// <summary>How long what was done is remembered.</summary>
[TraitClass("HubAudit")]
public sealed record AuditOptions
{
    /// <summary>Days for which audit events are kept; older ones are removed every hour. 0 keeps them for ever. Default: 365.</summary>
    [Between(0, 36500)]
    public int RetentionDays { get; init; } = 365;
}
