namespace Hub.Domain.Audit;

/// <summary>How a deed ended.</summary>
public enum AuditOutcome
{
    Done,

    /// <summary>It was not allowed.</summary>
    Refused,

    /// <summary>It was tried and did not work.</summary>
    Failed,
}
