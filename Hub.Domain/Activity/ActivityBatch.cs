using Hub.Domain.Audit;

namespace Hub.Domain.Activity;

/// <summary>The latest activity of each user, server and token, by id.</summary>
public sealed record ActivityBatch(
    IReadOnlyDictionary<int, SeenActivity> Users,
    IReadOnlyDictionary<int, SeenActivity> Servers,
    IReadOnlyDictionary<int, SeenActivity> Tokens)
{
    /// <summary>Where tokens were used, by id.</summary>
    public IReadOnlyDictionary<int, AuditOrigin> Origins { get; init; } = new Dictionary<int, AuditOrigin>();

    public bool IsEmpty => Users.Count + Servers.Count + Tokens.Count == 0;
}
