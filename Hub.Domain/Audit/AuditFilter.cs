namespace Hub.Domain.Audit;

/// <summary>Which deeds somebody wants to see; null in a place asks for any.</summary>
public sealed record AuditFilter
{
    /// <summary>The name of who did it.</summary>
    public string? Who { get; init; }

    public string? OnBehalfOf { get; init; }

    /// <summary>Any of these kinds.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>The object, or all of a kind where it ends with a slash.</summary>
    public string? Object { get; init; }

    public AuditOutcome? Outcome { get; init; }

    public string? RequestId { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Not itself included.</summary>
    public DateTimeOffset? Until { get; init; }
}
