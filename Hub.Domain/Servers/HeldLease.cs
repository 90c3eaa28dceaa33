namespace Hub.Domain.Servers;

/// <summary>A lease as its renewal found it.</summary>
/// <param name="StopRequested">Somebody wants the pending start to end.</param>
public sealed record HeldLease(Lease Lease, bool StopRequested);
