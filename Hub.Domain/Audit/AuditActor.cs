namespace Hub.Domain.Audit;

/// <summary>What kind of somebody did a deed.</summary>
public enum AuditActor
{
    /// <summary>The hub by itself: a chore, a start, a configuration.</summary>
    Hub,

    /// <summary>Somebody who has not said who they are, or not convincingly.</summary>
    Anonymous,

    User,

    Service,
}
