using Hub.Domain.Access;

namespace Hub.Domain.Audit;

/// <summary>
/// Where a deed comes from. It travels with the flow of control, as the request id of log lines does, so that every store can
/// write it down beside the change itself.
/// </summary>
/// <param name="Who">The name of the user or service; null for the hub and for nobody known.</param>
/// <param name="TokenId">The token that was used; null for a browser session.</param>
/// <param name="Address">Where the request came from; null without one.</param>
/// <param name="RequestId">The request's id in the log; null without one.</param>
public sealed record AuditOrigin(AuditActor Kind, string? Who, int? TokenId, string? Address, string? RequestId)
{
    private static readonly AsyncLocal<AuditOrigin?> s_current = new();

    private static readonly AuditOrigin s_hub = new(AuditActor.Hub, null, null, null, null);

    /// <summary>The origin of what is done now; without a request, the hub itself.</summary>
    public static AuditOrigin Current => s_current.Value ?? s_hub;

    public static AuditOrigin Of(Caller? caller, string? address, string? requestId) => new(
        caller is null ? AuditActor.Anonymous : caller.Kind == OwnerKind.User ? AuditActor.User : AuditActor.Service,
        caller?.Name,
        caller?.TokenId,
        address,
        requestId);

    /// <summary>From here on, down the flow of control and until it returns to whoever called, deeds come from there.</summary>
    public static void Enter(AuditOrigin origin) => s_current.Value = origin;

    /// <summary>For what a request does as a user it has just made sure of.</summary>
    public AuditOrigin As(string user) => this with { Kind = AuditActor.User, Who = user };
}
