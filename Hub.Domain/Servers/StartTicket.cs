using System.Text.Json.Nodes;

namespace Hub.Domain.Servers;

/// <summary>Everything the rows of a start need, so that it begins in one transaction or not at all.</summary>
public sealed record StartTicket
{
    public required int ServerId { get; init; }

    /// <summary>The replica that will run the start.</summary>
    public required Guid Owner { get; init; }

    /// <summary>How long the lease holds unless it is renewed.</summary>
    public required TimeSpan LeaseTime { get; init; }

    /// <summary>When the start is over at the latest, counted from now.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>The options of this start; null keeps the stored ones.</summary>
    public JsonObject? UserOptions { get; init; }

    /// <summary>The machine the spawner would start it on; null when any replica can poll it.</summary>
    public string? Host { get; init; }

    public StartOrigin Origin { get; init; } = new("");

    /// <summary>What the history keeps of the options.</summary>
    public JsonObject? Recorded { get; init; }

    /// <summary>0 is no limit.</summary>
    public int SpawnLimit { get; init; }

    /// <summary>0 is no limit.</summary>
    public int ActiveLimit { get; init; }

    /// <summary>How long the start may wait for its turn; null for one that does not wait.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    public int QueueLimit { get; init; }

    /// <summary>Whether the start has waited, and this is its turn.</summary>
    public bool FromQueue { get; init; }

    public required ServerCredentials Credentials { get; init; }
}
