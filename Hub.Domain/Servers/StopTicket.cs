namespace Hub.Domain.Servers;

/// <summary>What the rows of a stop need.</summary>
/// <param name="Owner">The replica that will run it.</param>
/// <param name="Deadline">When it is over at the latest, counted from now.</param>
public sealed record StopTicket(int ServerId, Guid Owner, TimeSpan LeaseTime, TimeSpan Deadline)
{
    /// <summary>Whether the row goes once the server has stopped.</summary>
    public bool Remove { get; init; }

    /// <summary>The attempt that is to end; another that began meanwhile is left alone. Null for whichever it is.</summary>
    public int? Attempt { get; init; }

    public StopReason Reason { get; init; } = StopReason.Asked;
}
