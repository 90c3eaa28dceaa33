namespace Hub.Domain.Servers;

/// <summary>This hub process among its like.</summary>
/// <param name="Id">New with every start.</param>
/// <param name="Host">
/// The machine, as far as its processes can be polled from here: the same for all hubs that share a data folder.
/// </param>
public sealed record Replica(Guid Id, string Host)
{
    /// <summary>How long a lease of this hub holds: the longest time a transition stands still after its hub died.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long after its last sign of life a hub counts as gone.</summary>
    public TimeSpan StaleAfter => LeaseTime + TimeSpan.FromSeconds(1);

    /// <summary>How often this hub renews its leases and gives a sign of life: several times before either runs out.</summary>
    public TimeSpan Beat => TimeSpan.FromSeconds(Math.Min(1, LeaseTime.TotalSeconds / 4));
}
