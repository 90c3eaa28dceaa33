using Hub.Domain.Paging;

namespace Hub.Domain.Audit;

/// <summary>Keeps what was done. Deeds that change rows are written by the stores of those rows, in the same transaction.</summary>
public interface IAuditStore
{
    Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken ct);

    /// <summary>The newest first.</summary>
    Task<PageOf<AuditEvent>> PageAsync(AuditFilter filter, Page page, CancellationToken ct);

    /// <summary>Removes what is older; the only way rows go.</summary>
    Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken ct);
}
